/** `init`, `whoami`, `export-secret`: the home and the identity in it. */
import type { Command } from 'commander'
import { decodeUtf8, encodeUtf8, fromHex, toHex } from '../../bytes.js'
import type { Identity } from '../../crypto/signer.js'
import { createIdentity, exportSecret, importIdentity } from '../../crypto/signer.js'
import { BudkavleError } from '../../errors.js'
import { LIMITS } from '../../limits.js'
import { formatBytes, labelled, plural } from '../../render/terminal-parts.js'
import type { Context, Result } from '../context.js'
import { usage } from '../failure.js'
import { nameOf, readAll, writePieces, writeSecret } from '../files.js'
import { createHome, readResident, withHome } from '../home.js'
import type { Run } from '../run.js'

const SECRET_FILE_MAX = 4096

async function readSecret(context: Context, path: string): Promise<Identity> {
	const bytes = await readAll(context, path, SECRET_FILE_MAX)
	let text = ''
	try {
		text = decodeUtf8(bytes)
			.replace(/^\uFEFF/, '')
			.trim()
	} catch {
		// Not text, so no secret either.
	}
	const secret = /^[0-9a-f]{64}$/i.test(text) ? fromHex(text) : undefined
	if (secret === undefined) {
		throw new BudkavleError(
			'key-invalid',
			`A secret key is 64 hexadecimal digits and nothing else; "${nameOf(path)}" holds something else.`,
		)
	}
	return importIdentity(secret)
}

interface InitFlags {
	readonly import?: string
	readonly space?: string
}

async function init(context: Context, flags: InitFlags): Promise<Result> {
	const { space } = flags
	if (space !== undefined && (space === '' || encodeUtf8(space).length > LIMITS.space))
		throw usage(`--space takes 1 to ${LIMITS.space} bytes of text.`)
	const imported = flags.import !== undefined
	const identity = flags.import === undefined ? await createIdentity() : await readSecret(context, flags.import)
	await createHome(context, { identity, fresh: !imported, ...(space === undefined ? {} : { space }) })
	const { author } = identity
	return {
		json: { author, home: context.home, imported, ...(space === undefined ? {} : { space }) },
		lines: [
			...labelled(context.view, 'home', context.home, 0),
			`you are: ${author}`,
			...(imported
				? ['This device writes a log of its own, beside those of your other devices.']
				: ['Keep a copy of your secret key in a safe place: budkavle export-secret -o FILE']),
			'Next: budkavle profile --name NAME, then budkavle post TEXT',
		],
	}
}

function whoami(context: Context): Promise<Result> {
	return withHome(context, async ({ replica, identity: { author }, space }) => {
		const { profile } = await replica.view.profile(author)
		const logs = (await replica.logs(author)).map(({ log, held, lastSeq }) => ({ log, held, lastSeq }))
		const { messages, blobs, bytes } = await replica.stats()
		const name = profile?.name
		return {
			json: {
				author,
				home: context.home,
				...(name === undefined ? {} : { name }),
				...(space === undefined ? {} : { space }),
				logs,
				messages,
				attachments: blobs,
				bytes,
			},
			lines: [
				...(name === undefined ? [] : labelled(context.view, 'name', name, 0)),
				`key: ${author}`,
				...labelled(context.view, 'home', context.home, 0),
				...(space === undefined ? [] : labelled(context.view, 'space', space, 0)),
				...logs.map(({ log, held, lastSeq }) => `log ${log}: ${held} of ${plural(lastSeq, 'message')} held`),
				`holds ${plural(messages, 'message')} and ${plural(blobs, 'attachment')}, ${formatBytes(bytes)}`,
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
		await writeSecret(output, `${secret}\n`)
		return {
			json: { author, file: output },
			lines: [...labelled(context.view, 'secret key written to', output, 0), 'Whoever reads it can write in your name, for ever.'],
		}
	}
	if (!context.json) await writePieces(context, '-', [encodeUtf8(`${secret}\n`)])
	return { json: { author, secret }, lines: [], written: !context.json }
}

export function addOwn(program: Command, run: Run): void {
	program
		.command('init')
		.summary('create a home with a new identity')
		.description('Creates the home: a new identity (or an existing one with --import) and an empty store. Never overwrites anything.')
		.option('--import <FILE>', 'use an existing secret key, 64 hexadecimal digits, from a file or - for standard input')
		.option('--space <SPACE>', 'the community that new messages belong to, unless a command names another')
		.action((flags: InitFlags) => run((context) => init(context, flags)))
	program
		.command('whoami')
		.summary('show your key and what this home holds')
		.description('Shows your key, your name, your logs and how much this home holds.')
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
