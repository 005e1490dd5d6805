/** `list`, `thread`, `search`: what there is to read. */
import type { Command } from 'commander'
import { BudkavleError } from '../../errors.js'
import type { Thread } from '../../merge/types.js'
import type { Message, MessageId } from '../../message/types.js'
import { entryJson, messageJson, threadJson } from '../../render/json.js'
import { threadMarkdown } from '../../render/markdown.js'
import { renderFound, renderThread, renderTimeline } from '../../render/terminal.js'
import type { Replica } from '../../replica/types.js'
import { quote } from '../arguments.js'
import type { Context, Result } from '../context.js'
import { describeMessage } from '../describe.js'
import { usage } from '../failure.js'
import type { FilterFlags } from '../filter.js'
import { filterOf, filters } from '../filter.js'
import type { OpenHome } from '../home.js'
import { withHome } from '../home.js'
import { countedIn, named, namesJson, namesOf, resolveMessage, speakersOf, threadWith } from '../names.js'
import type { Run } from '../run.js'
import { behind } from './know.js'

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

/** The page is meant to be given away: what the reader keeps to themselves, private vouches and blocks, plays no part in it. */
async function markdown(context: Context, { replica, identity }: OpenHome, view: Thread): Promise<Result> {
	const corroborations = await replica.view.corroborations(view.id, { reader: { keys: [identity.author] } })
	const spoken = await behind(replica, corroborations)
	const names = await namesOf(replica, [...speakersOf(view), ...spoken.names.keys()])
	const text = threadMarkdown(view, { names, corroborations, endorsements: spoken.endorsements, now: context.now() })
	return { json: { thread: view.id, markdown: text }, lines: text.replace(/\n$/, '').split('\n') }
}

/** A message that is held and stands in no thread, where a thread is asked for by its id: a profile, a vouch, a retraction or something of an application. */
async function besideThreads(replica: Replica, id: MessageId): Promise<Message | undefined> {
	const message = await replica.message(id)
	return message !== undefined && message.kind !== 'post' && message.thread === id ? message : undefined
}

/** Whether anything of a thread is known beside the message that it would begin with. */
function hasOthers({ nodes }: Thread): boolean {
	return nodes.some(({ state }) => state !== 'missing')
}

function thread(context: Context, typed: string, flags: { readonly markdown?: boolean }): Promise<Result> {
	return withHome(context, async (home) => {
		const { replica } = home
		const id = await resolveMessage(replica, typed)
		const view = await threadWith(replica, id)
		if (view === undefined)
			throw new BudkavleError('not-found', `Nothing of a thread with ${quote(typed)} is held here. Import a bundle that carries it.`)
		const beside = await besideThreads(replica, id)
		if (flags.markdown === true) {
			if (beside === undefined) return markdown(context, home, view)
			throw new BudkavleError('argument-invalid', `Message ${id} stands in no thread that could be a page. See it without --markdown.`)
		}
		const names = await namesOf(replica, [...speakersOf(view), ...(beside === undefined ? [] : [beside.author])])
		const { endorsements } = await named(replica, countedIn(view))
		const options = { ...context.view, names, endorsements }
		const alone = beside === undefined ? [] : ['This message stands in no thread:', ...describeMessage(options, beside, 2)]
		const isThread = beside === undefined || hasOthers(view)
		const tree = isThread ? renderThread(view, options) : []
		return {
			json: {
				...(beside === undefined ? {} : { message: messageJson(beside) }),
				...(isThread ? { thread: threadJson(view) } : {}),
				names: namesJson(names),
				endorsements: [...endorsements.values()].map(messageJson),
			},
			lines: [...alone, ...(alone.length > 0 && tree.length > 0 ? [''] : []), ...tree],
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
		.option(
			'--markdown',
			'as a page in Markdown, with what stands behind each message, to be read or printed elsewhere; your private vouches and blocks play no part in it',
		)
		.action((id: string, flags: { markdown?: boolean }) => run((context) => thread(context, id, flags)))
	filters(program.command('search'))
		.summary('messages that hold certain words')
		.description('Finds posts and replies whose text or topics hold all of the words; the last one may be the beginning of a word.')
		.argument('<WORDS...>')
		.action((words: string[], flags: FilterFlags) => run((context) => search(context, words, flags)))
}
