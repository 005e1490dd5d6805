/** `ask`, `answer`, `sync`: finding out with somebody else who lacks what, by files or over the network. */
import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { encodeUtf8, toHex } from '../../bytes.js'
import { sha256Hex } from '../../crypto/hash.js'
import { randomBytes } from '../../crypto/random.js'
import { exchange } from '../../exchange/exchange.js'
import { http } from '../../exchange/http.js'
import { sync } from '../../exchange/sync.js'
import { folderMedium } from '../../medium/folder.js'
import { formatBytes, labelled, plural } from '../../render/terminal-parts.js'
import type { Outcome } from '../../replica/types.js'
import { collect } from '../arguments.js'
import type { Context, Result } from '../context.js'
import { fileError, systemCode } from '../failure.js'
import { nameOf, readCarried, writePieces } from '../files.js'
import { withHome } from '../home.js'
import type { Run } from '../run.js'
import type { ScopeFlags } from './carry.js'
import { checkOutput, scopeOf } from './carry.js'

/** In the home. */
const DEVICE = 'device'
/** Of its own files a home leaves so many in a folder. */
const FILES_KEPT = 100
const MOST_FILES = 65_536

interface AskFlags extends ScopeFlags {
	readonly output: string
}

interface SyncFlags extends ScopeFlags {
	readonly all?: boolean
	readonly token?: string
}

function ask(context: Context, flags: AskFlags): Promise<Result> {
	checkOutput(context, flags.output)
	return withHome(context, async ({ replica }) => {
		const bundle = await replica.ask(await scopeOf(context, replica, flags))
		const bytes = await writePieces(context, flags.output, [bundle])
		return {
			json: { file: flags.output, bytes },
			lines: [
				...labelled(context.view, `wrote a question of ${formatBytes(bytes)}`, flags.output, 0),
				'  Whoever answers it (budkavle answer FILE) gives back what you lack, and asks for what they lack.',
			],
			written: flags.output === '-',
		}
	})
}

function answer(context: Context, path: string, flags: { readonly output: string }): Promise<Result> {
	checkOutput(context, flags.output)
	return withHome(context, async ({ replica }) => {
		const progress = context.progress('read', formatBytes)
		const { counts, damageCount, reply, exchange } = await replica.receive(await readCarried(context, path), {
			from: path,
			onProgress: progress.onProgress,
		})
		progress.finish()
		const isRefused = damageCount + counts.rejected > 0
		const taken = `  messages: ${counts.added} new, ${counts.duplicate} known already`
		if (reply === undefined) {
			const said = exchange?.isComplete === true ? 'nothing is left to answer' : 'nothing in it asks for an answer'
			return {
				json: { file: path, counts, damage: damageCount, isComplete: exchange?.isComplete ?? false },
				lines: [...labelled(context.view, said, nameOf(path), 0), taken],
				refused: isRefused,
			}
		}
		const bytes = await writePieces(context, flags.output, [reply])
		return {
			json: { file: path, counts, damage: damageCount, reply: { file: flags.output, bytes }, isComplete: exchange?.isComplete ?? false },
			lines: [...labelled(context.view, `wrote an answer of ${formatBytes(bytes)}`, flags.output, 0), taken],
			refused: isRefused,
			written: flags.output === '-',
		}
	})
}

/** How this home calls itself in folders that it shares with others: by chance, once. */
async function deviceName(home: string): Promise<string> {
	const path = join(home, DEVICE)
	try {
		const name = (await readFile(path, 'utf8')).trim()
		if (/^[0-9a-f]{16}$/.test(name)) return name
	} catch (error) {
		if (systemCode(error) !== 'ENOENT') throw fileError('read', path, error)
	}
	const name = toHex(randomBytes(8))
	try {
		await writeFile(path, `${name}\n`, { mode: 0o600 })
	} catch (error) {
		throw fileError('write', path, error)
	}
	return name
}

/** One visit: takes in what others left in the folder, answers it, and leaves a question for them. */
function syncFolder(context: Context, folder: string, flags: SyncFlags): Promise<Result> {
	return withHome(context, async ({ replica }) => {
		const name = await deviceName(context.home)
		const state = join(context.home, `folder-${sha256Hex(encodeUtf8(resolve(folder))).slice(0, 16)}`)
		const medium = folderMedium(folder, { name, poll: false, watch: false, keep: FILES_KEPT, state })
		const counts: Record<Outcome, number> = { added: 0, duplicate: 0, retracted: 0, deferred: 0, declined: 0, rejected: 0 }
		let [files, damage] = [0, 0]
		const errors: unknown[] = []
		const visit = await exchange(replica, medium, {
			waiting: MOST_FILES,
			// Whoever else answers does so on another day.
			pause: () => Promise.resolve(),
			onError: (error) => errors.push(error),
			onReport: (report) => {
				files++
				damage += report.damageCount
				for (const outcome of Object.keys(counts) as Outcome[]) counts[outcome] += report.counts[outcome]
			},
		})
		try {
			await medium.scan()
			await visit.settled()
			const scope = await scopeOf(context, replica, flags)
			await visit.ask(scope)
			if (flags.all === true) await visit.send(scope)
		} finally {
			await visit.close()
		}
		if (errors.length > 0) throw errors[0]
		const refused = damage + counts.rejected
		return {
			json: { folder, files, counts, damage },
			lines: [
				...labelled(context.view, 'exchanged by', folder, 0),
				`  messages: ${counts.added} new here, from ${plural(files, 'file')} of others`,
				'  What is answered there, and what others lack, comes with their next visit and yours.',
				...(refused > 0 ? [`  ${plural(refused, 'part')} of what came could not be used`] : []),
			],
			refused: refused > 0,
		}
	})
}

function syncWith(context: Context, address: string, flags: SyncFlags): Promise<Result> {
	if (!/^https?:\/\//i.test(address)) return syncFolder(context, address, flags)
	const token = flags.token ?? context.io.env.BUDKAVLE_TOKEN
	const service = http(address, token === undefined || token === '' ? {} : { token })
	return withHome(context, async ({ replica }) => {
		const progress = context.progress('carried', formatBytes)
		const scope = await scopeOf(context, replica, flags)
		try {
			const report = await sync(replica, service, { scope, onProgress: progress.onProgress, to: address })
			const { legs, sent, received, counts, damageCount, isComplete } = report
			const refused = damageCount + counts.rejected
			return {
				json: { address, legs, sent, received, counts, damage: damageCount, isComplete },
				lines: [
					...labelled(context.view, isComplete ? 'in step with' : 'not in step with', address, 0),
					`  messages: ${counts.added} new here; ${plural(legs, 'bundle')}, ${formatBytes(sent)} sent, ${formatBytes(received)} received`,
					...(refused > 0 ? [`  ${plural(refused, 'part')} of what came could not be used`] : []),
				],
				refused: refused > 0,
			}
		} finally {
			progress.finish()
		}
	})
}

function addScope(command: Command): Command {
	return command
		.option('--thread <ID>', 'only this thread', collect)
		.option('--author <AUTHOR>', 'only by this author', collect)
		.option('--space <SPACE>', 'only of this community', collect)
		.option('-t, --topic <TOPIC>', 'only threads about this topic', collect)
		.option('--since <WHEN>', 'only from this moment on: how long ago (12h, 7d), a date in UTC, or seconds since 1970')
}

export function addExchanging(program: Command, run: Run): void {
	addScope(
		program
			.command('ask')
			.summary('write a small file that asks for what is missing here')
			.description(
				'Writes a file of a few hundred bytes that says what is held here. Whoever takes it in with "budkavle answer" gets a file to send back, with what you lack, and with a question for what they lack.',
			),
	)
		.option('-o, --output <FILE>', 'a file, or - for standard output', '-')
		.action((flags: AskFlags) => run(async (context) => ask(context, flags)))
	program
		.command('answer')
		.summary('take in a file, and write the answer to what it asks')
		.description('Takes in a file as "budkavle import" does, and writes what is to be sent back, where something is.')
		.argument('<FILE>', 'a file, or - for standard input')
		.option('-o, --output <FILE>', 'a file, or - for standard output', '-')
		.action((file: string, flags: { output: string }) => run(async (context) => answer(context, file, flags)))
	addScope(
		program
			.command('sync')
			.summary('exchange with a relay, or by a folder that others use too')
			.description(
				'Exchanges with a relay over the network until each has what the other one had. With a folder, such as a stick or a directory that a service synchronises, each visit takes in what others left there, answers it, and leaves a question; after two visits of each nothing is missing. Options narrow what is exchanged. Doing it again does no harm and takes few bytes.',
			)
			.argument('<URL|FOLDER>', 'the address of a relay, such as https://relay.example, or a folder'),
	)
		.option('--all', 'in a folder: leave everything there, also what nobody asked for')
		.option('--token <TOKEN>', 'what the relay wants to be told; BUDKAVLE_TOKEN without it')
		.action((address: string, flags: SyncFlags) => run(async (context) => syncWith(context, address, flags)))
}
