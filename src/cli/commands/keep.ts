/** `backup`, `restore`, `compact`: a home that outlives its device, and that fits on it. */
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { formatBytes, labelled, plural } from '../../render/terminal-parts.js'
import { parseSize } from '../arguments.js'
import type { Context, Result } from '../context.js'
import { withHome } from '../home.js'
import { backUp, restore } from '../new-home.js'
import type { Run } from '../run.js'

async function toBackup(context: Context, folder: string): Promise<Result> {
	const target = resolve(folder)
	const { identity } = await backUp(context.home, target)
	return {
		json: { author: identity.author, home: context.home, backup: target },
		lines: [
			...labelled(context.view, 'backed up', target, 0),
			'It holds your secret key: keep it where nobody else gets at it. To make a home of it: budkavle --home DIR restore FOLDER',
		],
	}
}

async function fromBackup(context: Context, folder: string): Promise<Result> {
	const { identity } = await restore(resolve(folder), context.home)
	return {
		json: { author: identity.author, home: context.home, backup: resolve(folder) },
		lines: [
			...labelled(context.view, 'restored', context.home, 0),
			`you are: ${identity.author}`,
			'It writes a log of its own. Import what others hold of you since the backup: nothing of it is lost or written twice.',
		],
	}
}

function compact(context: Context, flags: { readonly to?: string }): Promise<Result> {
	const most = flags.to === undefined ? undefined : parseSize(flags.to, '--to')
	return withHome(context, async ({ replica }) => {
		const { messages, bytes } = most === undefined ? { messages: 0, bytes: (await replica.stats()).bytes } : await replica.evictTo(most)
		await replica.compact()
		const isOver = most !== undefined && bytes > most
		return {
			json: { evicted: messages, bytes },
			lines: [
				...labelled(context.view, `compacted, ${formatBytes(bytes)} of messages`, context.home, 0),
				...(messages === 0
					? []
					: [`let go of ${plural(messages, 'message')} of people to whom you do not listen directly, or that are expired`]),
				...(isOver ? ['What is left stays: retractions, what you wrote or confirmed, and what people wrote to whom you listen.'] : []),
			],
		}
	})
}

export function addKeeping(program: Command, run: Run): void {
	program
		.command('backup')
		.summary('copy this home to a folder')
		.description(
			'Copies this home, with your key and all messages, to a folder that does not exist yet or is empty. The copy is a home itself, and whole; other commands may be running meanwhile.',
		)
		.argument('<FOLDER>', 'the folder to make')
		.action((folder: string) => run(async (context) => toBackup(context, folder)))
	program
		.command('restore')
		.summary('make a home of a backup')
		.description(
			'Makes a home (--home DIR) of a backup, or of a copy of a home. It writes a log of its own, so that it may be in use beside the old one.',
		)
		.argument('<FOLDER>', 'the backup')
		.action((folder: string) => run(async (context) => fromBackup(context, folder)))
	program
		.command('compact')
		.summary('make this home smaller')
		.description(
			'Gives space back to the disk. With --to, lets go of messages first, until no more than that is held: the oldest of strangers, then of people farther away in your circle. Never of retractions, of what you wrote or confirmed, or of what people wrote to whom you listen.',
		)
		.option('--to <SIZE>', 'how much to hold at most: bytes, or with k, M or G behind the number')
		.action((flags: { to?: string }) => run(async (context) => compact(context, flags)))
}
