/** `init`, `recover`, `paper`, `whoami`, `export-secret`: the home and the identity in it. */
import type { Command } from 'commander'
import { encodeUtf8, fromHex, toHex } from '../../bytes.js'
import type { Identity } from '../../crypto/signer.js'
import { createIdentity, exportSecret, importIdentity } from '../../crypto/signer.js'
import { BudkavleError } from '../../errors.js'
import { LIMITS } from '../../limits.js'
import type { AuthorId } from '../../message/types.js'
import { completenessJson } from '../../render/json.js'
import { renderCompleteness } from '../../render/terminal.js'
import { formatBytes, labelled, plural, sentence } from '../../render/terminal-parts.js'
import type { Context, Result } from '../context.js'
import { usage } from '../failure.js'
import { nameOf, readSecretText, writePieces, writePrivate } from '../files.js'
import { readResident, withHome } from '../home.js'
import { namesJson, namesOf } from '../names.js'
import { createHome, requireNoHome } from '../new-home.js'
import { createPaperKey, paperLines, readPaperKey } from '../paper.js'
import type { Run } from '../run.js'

async function readSecret(context: Context, path: string): Promise<Identity> {
	const text = await readSecretText(context, path)
	const secret = /^[0-9a-f]{64}$/i.test(text) ? fromHex(text) : undefined
	if (secret === undefined) {
		throw new BudkavleError(
			'key-invalid',
			`A secret key is 64 hexadecimal digits and nothing else; "${nameOf(path)}" holds something else. A recovery key from paper is for budkavle recover.`,
		)
	}
	return importIdentity(secret)
}

interface NewHomeFlags {
	readonly space?: string
	/** `--no-recovery` makes it false. */
	readonly recovery: boolean
}

interface InitFlags extends NewHomeFlags {
	readonly import?: string
}

function checkedSpace({ space }: NewHomeFlags): { readonly space?: string } {
	if (space === undefined) return {}
	if (space === '' || encodeUtf8(space).length > LIMITS.space) throw usage(`--space takes 1 to ${LIMITS.space} bytes of text.`)
	return { space }
}

/** Where the home is and who lives there. */
function homeLines(context: Context, { author }: Identity): readonly string[] {
	return [...labelled(context.view, 'home', context.home, 0), `you are: ${author}`]
}

async function init(context: Context, flags: InitFlags): Promise<Result> {
	const space = checkedSpace(flags)
	const imported = flags.import !== undefined
	const identity = flags.import === undefined ? await createIdentity() : await readSecret(context, flags.import)
	// Another device of the same person: the paper that there is stays good.
	const paper = flags.recovery && !imported ? await createPaperKey() : undefined
	await createHome(context, { identity, fresh: !imported, ...(paper === undefined ? {} : { linked: [paper.identity] }), ...space })
	return {
		json: {
			author: identity.author,
			home: context.home,
			imported,
			...(paper === undefined ? {} : { recovery: paper.text }),
			...space,
		},
		lines: [
			...homeLines(context, identity),
			...(imported ? ['This device writes a log of its own, beside those of your other devices.'] : []),
			...(paper === undefined ? [] : paperLines(context, paper)),
			...(paper === undefined && !imported ? ['Keep a copy of your secret key in a safe place: budkavle export-secret -o FILE'] : []),
			'Next: budkavle profile --name NAME, then budkavle post TEXT',
		],
	}
}

interface RecoverFlags extends NewHomeFlags {
	readonly from: string
}

async function recover(context: Context, flags: RecoverFlags): Promise<Result> {
	const space = checkedSpace(flags)
	// Nobody should copy a key from paper for a folder that cannot be used.
	await requireNoHome(context.home)
	const old = await readPaperKey(context, flags.from)
	const identity = await createIdentity()
	const paper = flags.recovery ? await createPaperKey() : undefined
	const linked = [old, ...(paper === undefined ? [] : [paper.identity])]
	await createHome(context, { identity, fresh: true, linked, ...space })
	return {
		json: {
			author: identity.author,
			home: context.home,
			recovered: old.author,
			...(paper === undefined ? {} : { recovery: paper.text }),
			...space,
		},
		lines: [
			...homeLines(context, identity),
			`linked with the recovery key ${old.author}`,
			...(paper === undefined ? [] : paperLines(context, paper)),
			'Next:',
			...[
				'budkavle import FILE: what your friends hold of you comes back, and your old key with it. "budkavle whoami" then shows it.',
				'budkavle profile --name NAME, then budkavle export -o FILE: tell the others of your new key.',
				'budkavle block OLDKEY: only if the lost device may be in the hands of somebody else. They can still write in your name; also tell people in another way.',
				'budkavle unlink OLDKEY --paper FILE, in that case too: what you export then ends the link with that key for everybody. FILE holds the key from the paper that you have just used.',
				...(paper === undefined ? [] : ['Keep the old paper too, until your friends have the new key.']),
			].flatMap((step) => sentence(context.view, step, 2)),
		],
	}
}

/** One more key on paper: for whoever has none yet, or has lost it. */
function paper(context: Context): Promise<Result> {
	return withHome(context, async ({ replica, identity: { author } }) => {
		const made = await createPaperKey()
		await replica.link(made.identity)
		return {
			json: { author, recovery: made.text },
			lines: [
				...paperLines(context, made),
				'Earlier papers stay good, for whoever has them. Export soon: others know you again only by a key that they have heard of.',
			],
		}
	})
}

/** Another key of the same person, and what it calls itself. */
function linkedLines({ view }: Context, key: AuthorId, name: string | undefined): readonly string[] {
	return [`also you: ${key}`, ...(name === undefined ? [] : labelled(view, 'name', name, 2))]
}

function whoami(context: Context): Promise<Result> {
	return withHome(context, async ({ replica, identity: { author }, space }) => {
		const { keys } = await replica.view.person(author)
		const linked = keys.filter((key) => key !== author)
		const names = await namesOf(replica, keys)
		const logs = (await Promise.all([author, ...linked].map((key) => replica.view.completeness(key)))).flat()
		const { messages, blobs, bytes } = await replica.stats()
		const name = names.get(author)
		return {
			json: {
				author,
				home: context.home,
				...(name === undefined ? {} : { name }),
				...(space === undefined ? {} : { space }),
				linked,
				logs: logs.map(completenessJson),
				messages,
				attachments: blobs,
				bytes,
				names: namesJson(names),
			},
			lines: [
				...(name === undefined ? [] : labelled(context.view, 'name', name, 0)),
				`key: ${author}`,
				...linked.flatMap((key) => linkedLines(context, key, names.get(key))),
				...labelled(context.view, 'home', context.home, 0),
				...(space === undefined ? [] : labelled(context.view, 'space', space, 0)),
				`holds ${plural(messages, 'message')} and ${plural(blobs, 'attachment')}, ${formatBytes(bytes)}`,
				...(logs.length === 0 ? [] : ['of what you said:']),
				...renderCompleteness(logs, { ...context.view, names }).map((line) => `  ${line}`),
			],
		}
	})
}

interface SecretFlags {
	readonly output?: string
}

async function secretOut(context: Context, { output = '-' }: SecretFlags): Promise<Result> {
	const { identity } = await readResident(context.home)
	const { author } = identity
	const secret = toHex(exportSecret(identity))
	if (output !== '-') {
		await writePrivate(output, `${secret}\n`)
		return {
			json: { author, file: output },
			lines: [...labelled(context.view, 'secret key written to', output, 0), 'Whoever reads it can write in your name, for ever.'],
		}
	}
	if (!context.json) await writePieces(context, '-', [encodeUtf8(`${secret}\n`)])
	return { json: { author, secret }, lines: [], written: !context.json }
}

const SPACE = 'the community that new messages belong to, unless a command names another'

export function addOwn(program: Command, run: Run): void {
	program
		.command('init')
		.summary('create a home with a new identity')
		.description(
			'Creates the home: a new identity (or an existing one with --import) and an empty store. Prints, this once, a recovery key for paper, with which "recover" brings you back when the device is lost. Never overwrites anything.',
		)
		.option('--import <FILE>', 'use an existing secret key, 64 hexadecimal digits, from a file or - for standard input')
		.option('--space <SPACE>', SPACE)
		.option('--no-recovery', 'without a recovery key for paper')
		.action((flags: InitFlags) => run((context) => init(context, flags)))
	program
		.command('recover')
		.summary('come back with a recovery key from paper')
		.description(
			'Creates a home with a new identity that is linked with the recovery key on your paper, and so with all keys that you had. Asks for the key at a terminal, and reads it from standard input otherwise. Never overwrites anything.',
		)
		.option('--from <FILE>', 'a file with the recovery key, or - for standard input', '-')
		.option('--space <SPACE>', SPACE)
		.option('--no-recovery', 'without a new recovery key for paper')
		.action((flags: RecoverFlags) => run((context) => recover(context, flags)))
	program
		.command('paper')
		.summary('make another recovery key for paper')
		.description('Makes one more recovery key and prints it, this once: if you have none, or your paper is gone.')
		.action(() => run(paper))
	program
		.command('whoami')
		.summary('show your key and what this home holds')
		.description('Shows your key, other keys of yours, your name, how much this home holds, and how much of what you said.')
		.action(() => run(whoami))
	program
		.command('export-secret')
		.summary('print or save your secret key, for a backup or another device')
		.description(
			'Prints your secret key, or saves it to a new file that only you can read. Whoever has it can write in your name. "init --import" takes it in.',
		)
		.option('-o, --output <FILE>', 'a new file, or - for standard output', '-')
		.action((flags: SecretFlags) => run((context) => secretOut(context, flags)))
}
