/** `ask`, `answer`, `sync`: finding out with somebody else who lacks what, by files or over the network. */
import type { Command } from 'commander'
import { http } from '../../exchange/http.js'
import { sync } from '../../exchange/sync.js'
import { formatBytes, labelled, plural } from '../../render/terminal-parts.js'
import { collect } from '../arguments.js'
import type { Context, Result } from '../context.js'
import { usage } from '../failure.js'
import { nameOf, readCarried, writePieces } from '../files.js'
import { withHome } from '../home.js'
import type { Run } from '../run.js'
import type { ScopeFlags } from './carry.js'
import { checkOutput, scopeOf } from './carry.js'

interface AskFlags extends ScopeFlags {
	readonly output: string
}

interface SyncFlags extends ScopeFlags {
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

function syncWith(context: Context, address: string, flags: SyncFlags): Promise<Result> {
	if (!/^https?:\/\//.test(address))
		throw usage('sync takes the address of a relay, such as https://relay.example. For a file there are ask and answer.')
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
			.summary('exchange with a relay until nothing is missing on either side')
			.description(
				'Exchanges with a relay over the network until each has what the other one had. Options narrow what is exchanged. Doing it again does no harm and takes few bytes.',
			)
			.argument('<URL>', 'the address of the relay, such as https://relay.example'),
	)
		.option('--token <TOKEN>', 'what the relay wants to be told; BUDKAVLE_TOKEN without it')
		.action((address: string, flags: SyncFlags) => run(async (context) => syncWith(context, address, flags)))
}
