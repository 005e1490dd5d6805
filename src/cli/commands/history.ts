/** `history`, `checkpoint`, `unlink`: what an author stands behind as everything, and which keys are no longer theirs. */
import type { Command } from 'commander'
import { completenessJson, messageJson } from '../../render/json.js'
import { renderCompleteness } from '../../render/terminal.js'
import { plural, shortId } from '../../render/terminal-parts.js'
import type { Context, Result } from '../context.js'
import { paragraph } from '../context.js'
import { withHome } from '../home.js'
import { namesJson, namesOf, resolveAuthor } from '../names.js'
import { readPaperKey } from '../paper.js'
import type { Run } from '../run.js'
import { madeResult } from './write.js'

function history(context: Context, typed: string | undefined): Promise<Result> {
	return withHome(context, async ({ replica, identity }) => {
		const author = typed === undefined ? identity.author : await resolveAuthor(replica, typed)
		const { keys } = await replica.view.person(author)
		const logs = (await Promise.all(keys.map((key) => replica.view.completeness(key)))).flat()
		const names = await namesOf(replica, keys)
		return {
			json: { logs: logs.map(completenessJson), names: namesJson(names) },
			lines: logs.length === 0 ? ['Nothing of this author is held here.'] : renderCompleteness(logs, { ...context.view, names }),
		}
	})
}

function checkpoint(context: Context): Promise<Result> {
	return withHome(context, async ({ replica }) => {
		const message = await replica.checkpoint()
		return madeResult(message, `checkpoint of ${plural(message.size, 'message')} in log ${message.log}`)
	})
}

interface UnlinkFlags {
	readonly paper?: string
}

function unlink(context: Context, typed: string, { paper }: UnlinkFlags): Promise<Result> {
	return withHome(context, async ({ replica }) => {
		const key = await resolveAuthor(replica, typed)
		const by = paper === undefined ? undefined : await readPaperKey(context, paper)
		const { profile, retractions } = await replica.unlink(key, by)
		return {
			json: { unlinked: key, profile: messageJson(profile), retractions: retractions.map(messageJson) },
			lines: [
				`no longer linked with: ${key}`,
				`retracted ${plural(retractions.flatMap(({ targets }) => targets).length, 'profile')}, by ${retractions.map(({ id }) => shortId(id)).join(', ')}`,
				...paragraph(context, 'It takes effect wherever the retraction arrives: export it to those who know you.'),
			],
		}
	})
}

export function addHistory(program: Command, run: Run): void {
	program
		.command('history')
		.summary('whether anything is missing of what somebody said')
		.description(
			'Shows how much of each log of a person is held here, what is missing, what their checkpoints prove, and where a log forked. Without a key: your own.',
		)
		.argument('[AUTHOR]', 'the key of an author')
		.action((author: string | undefined) => run(async (context) => history(context, author)))
	program
		.command('checkpoint')
		.summary('sign everything that you have said so far')
		.description(
			'Signs the whole of what this device has written: whoever holds it and the messages knows that none is missing. One is made by itself with every 256th message.',
		)
		.action(() => run(checkpoint))
	program
		.command('unlink')
		.summary('end the link with a key that somebody else has now')
		.description(
			'Takes back every profile of yours that names the key, so that nobody takes its holder for you any longer. Where the key on paper is the one that names it, give that with --paper.',
		)
		.argument('<KEY>', 'the key that is no longer yours')
		.option('--paper <FILE>', 'the recovery key that is linked with it, from a file or - for standard input')
		.action((key: string, flags: UnlinkFlags) => run((context) => unlink(context, key, flags)))
}
