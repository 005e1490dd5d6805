/** `list`, `thread`, `search`: what there is to read. */
import type { Command } from 'commander'
import { BudkavleError } from '../../errors.js'
import type { AuthorId } from '../../message/types.js'
import { renderFound, renderThread, renderTimeline } from '../../render/terminal.js'
import type { Replica } from '../../replica/types.js'
import { parseCount, quote } from '../arguments.js'
import type { Context, Result } from '../context.js'
import { usage } from '../failure.js'
import { withHome } from '../home.js'
import type { Json } from '../json.js'
import { entryJson, messageJson, threadJson } from '../json.js'
import { endorsementsOf, namesOf, resolveAuthor, resolveMessage, speakersOf } from '../names.js'
import type { Run } from '../run.js'

interface FilterFlags {
	readonly topic?: string
	readonly space?: string
	readonly author?: string
	readonly limit?: string
}

interface Filter {
	readonly topic?: string
	readonly space?: string
	readonly author?: AuthorId
	readonly limit?: number
}

async function filterOf(replica: Replica, { topic, space, author, limit }: FilterFlags): Promise<Filter> {
	return {
		// Topics are written in lower case (SPEC 3.8).
		...(topic === undefined ? {} : { topic: topic.normalize('NFC').toLowerCase() }),
		...(space === undefined ? {} : { space }),
		...(author === undefined ? {} : { author: await resolveAuthor(replica, author) }),
		...(limit === undefined ? {} : { limit: parseCount(limit, '--limit', 1, 1000) }),
	}
}

function namesJson(names: ReadonlyMap<AuthorId, string>): Json {
	return Object.fromEntries(names)
}

function list(context: Context, flags: FilterFlags): Promise<Result> {
	return withHome(context, async ({ replica }) => {
		const entries = await replica.view.timeline(await filterOf(replica, flags))
		const names = await namesOf(
			replica,
			entries.flatMap(({ node }) => (node.state === 'present' ? [node.message.author] : node.claims.map(({ author }) => author))),
		)
		const lines =
			entries.length === 0
				? ['Nothing to show. Ask something with budkavle post, or take in a file with budkavle import.']
				: renderTimeline(entries, { ...context.view, names })
		return { json: { entries: entries.map(entryJson), names: namesJson(names) }, lines }
	})
}

function thread(context: Context, typed: string): Promise<Result> {
	return withHome(context, async ({ replica }) => {
		const view = await replica.view.thread(await resolveMessage(replica, typed))
		if (view === undefined)
			throw new BudkavleError('not-found', `Nothing of a thread with ${quote(typed)} is held here. Import a bundle that carries it.`)
		const names = await namesOf(replica, speakersOf(view))
		const endorsements = await endorsementsOf(replica, view)
		return {
			json: {
				thread: threadJson(view),
				names: namesJson(names),
				endorsements: [...endorsements.values()].sort((a, b) => (a.id < b.id ? -1 : 1)).map(messageJson),
			},
			lines: renderThread(view, { ...context.view, names, endorsements }),
		}
	})
}

function search(context: Context, words: readonly string[], flags: FilterFlags): Promise<Result> {
	if (words.every((word) => word.trim() === '')) throw usage('There is nothing to search for: give one or more words.')
	return withHome(context, async ({ replica }) => {
		const messages = await replica.view.search(words.join(' '), await filterOf(replica, flags))
		const names = await namesOf(
			replica,
			messages.map(({ author }) => author),
		)
		const lines = messages.length === 0 ? ['Nothing found.'] : renderFound(messages, { ...context.view, names })
		return { json: { messages: messages.map(messageJson), names: namesJson(names) }, lines }
	})
}

function filters(command: Command): Command {
	return command
		.option('-t, --topic <TOPIC>', 'only about this topic')
		.option('--space <SPACE>', 'only of this community')
		.option('--author <AUTHOR>', 'only by this author, given by key')
		.option('-n, --limit <N>', 'at most so many, 1 to 1000', '50')
}

export function addReading(program: Command, run: Run): void {
	filters(program.command('list'))
		.summary('the newest threads')
		.description('Lists threads, the newest first.')
		.action((flags: FilterFlags) => run((context) => list(context, flags)))
	program
		.command('thread')
		.summary('one thread with all answers')
		.description('Shows a thread as a tree: who said what, who confirms or disputes it, what is missing.')
		.argument('<ID>', 'any message of the thread')
		.action((id: string) => run((context) => thread(context, id)))
	filters(program.command('search'))
		.summary('messages that hold certain words')
		.description('Finds posts and replies whose text or topics hold all of the words; the last one may be the beginning of a word.')
		.argument('<WORDS...>')
		.action((words: string[], flags: FilterFlags) => run((context) => search(context, words, flags)))
}
