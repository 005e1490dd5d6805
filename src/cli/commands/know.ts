/** `corroborate`, `questions`, `inbox`: what a reader learns, what is asked, and what waits. */
import type { Command } from 'commander'
import { BudkavleError } from '../../errors.js'
import type { Answer, Corroboration, NodeCorroboration, QuestionView } from '../../merge/knowledge-types.js'
import type { AuthorId, Message, MessageId } from '../../message/types.js'
import { inboxItemJson, messageJson, nodeCorroborationJson, questionJson } from '../../render/json.js'
import { renderCorroboration, renderInbox, renderQuestions } from '../../render/terminal.js'
import { plural } from '../../render/terminal-parts.js'
import type { Replica } from '../../replica/types.js'
import { parseCount, quote } from '../arguments.js'
import type { Context, Result } from '../context.js'
import { usage } from '../failure.js'
import type { FilterFlags } from '../filter.js'
import { filterOf, filters } from '../filter.js'
import { withHome } from '../home.js'
import { heldMessage, isContent, named, namesJson, namesOf, resolveMessage } from '../names.js'
import type { Run } from '../run.js'

function speakersOn({ confirm, dispute, outdated }: Corroboration): NodeCorroboration['current']['confirm']['outside']['keys']['speakers'] {
	return [confirm, dispute, outdated].flatMap(({ circle, outside }) => [...circle.people.speakers, ...outside.keys.speakers])
}

function versionsOf({ current, earlier }: NodeCorroboration): readonly Corroboration[] {
	return [current, ...earlier]
}

/** All that stands behind some nodes: the versions themselves, who wrote them, who speaks, and by which endorsements. */
export async function behind(
	replica: Replica,
	nodes: readonly NodeCorroboration[],
): Promise<Awaited<ReturnType<typeof named>> & { readonly names: ReadonlyMap<AuthorId, string> }> {
	const versions = nodes.flatMap(versionsOf)
	const speakers = versions.flatMap(speakersOn)
	const found = await named(replica, [
		...versions.map(({ version }) => version),
		...speakers.flatMap(({ endorsement, conflicts }) => [endorsement, ...conflicts]),
	])
	const authors = [...found.messages.values()].map(({ author }) => author)
	const names = await namesOf(replica, [...authors, ...speakers.flatMap(({ person }) => person.keys)])
	return { ...found, names }
}

/** The node that a message belongs to; a version that is of no node, because its first version is somebody else's, stands for itself. */
async function nodeOf(replica: Replica, message: Message): Promise<NodeCorroboration> {
	if (!isContent(message))
		throw new BudkavleError(
			'argument-invalid',
			`Only posts and replies are confirmed and disputed, but message ${message.id} is of another kind.`,
		)
	const nodes = await replica.view.corroborations(message.thread)
	const node = nodes.find((each) => versionsOf(each).some(({ version }) => version === message.id))
	if (node !== undefined) return node
	return { node: message.id, current: await replica.view.corroboration(message.id), earlier: [] }
}

function corroborate(context: Context, typed: string, flags: { readonly thread?: boolean }): Promise<Result> {
	return withHome(context, async ({ replica }) => {
		const id = await resolveMessage(replica, typed)
		const nodes = flags.thread === true ? await replica.view.corroborations(id) : [await nodeOf(replica, await heldMessage(replica, id))]
		if (nodes.length === 0)
			throw new BudkavleError('not-found', `Nothing of a thread with ${quote(typed)} is held here. Import a bundle that carries it.`)
		const { names, endorsements, messages } = await behind(replica, nodes)
		const options = { ...context.view, names, endorsements, messages }
		return {
			json: {
				nodes: nodes.map(nodeCorroborationJson),
				names: namesJson(names),
				endorsements: [...endorsements.values()].map(messageJson),
			},
			lines: nodes.flatMap((node, index) => [...(index === 0 ? [] : ['']), ...renderCorroboration(node, options)]),
		}
	})
}

interface QuestionFlags extends FilterFlags {
	readonly answered?: boolean
}

async function questionsFor(replica: Replica, typed: string | undefined, flags: QuestionFlags): Promise<readonly QuestionView[]> {
	if (typed === undefined) {
		const filter = await filterOf(replica, flags)
		return flags.answered === true ? replica.view.answeredQuestions(filter) : replica.view.openQuestions(filter)
	}
	const all = await replica.view.questions(await resolveMessage(replica, typed))
	return flags.answered === true ? all.filter(({ state }) => state === 'answered') : all
}

function answersOf({ answers, earlier }: QuestionView): readonly Answer[] {
	return [...answers, ...earlier]
}

const NO_QUESTIONS = { open: 'No open questions.', answered: 'No answered questions.', all: 'No questions in this thread.' }

function questions(context: Context, typed: string | undefined, flags: QuestionFlags): Promise<Result> {
	const narrowed = [flags.topic, flags.space, flags.author].some((each) => each !== undefined)
	if (typed !== undefined && narrowed) throw usage('The questions of one thread are shown all: leave --topic, --space and --author out.')
	return withHome(context, async ({ replica }) => {
		const found = await questionsFor(replica, typed, flags)
		const { messages } = await named(
			replica,
			found.flatMap(answersOf).map(({ version }) => version),
		)
		const authors = [...found.map(({ node }) => node.message), ...messages.values()].map(({ author }) => author)
		const names = await namesOf(replica, authors)
		const none = flags.answered === true ? 'answered' : typed === undefined ? 'open' : 'all'
		return {
			json: { questions: found.map(questionJson), names: namesJson(names) },
			lines: found.length === 0 ? [NO_QUESTIONS[none]] : renderQuestions(found, { ...context.view, names, messages }),
		}
	})
}

interface InboxFlags {
	readonly limit: string
	readonly all?: boolean
	readonly unread?: boolean
	readonly markRead?: boolean
}

/** By default what the reader wrote nothing below: what was answered waits no longer. */
function inboxPart({ all, unread }: InboxFlags): 'all' | 'unread' | 'unanswered' {
	if (all === true && unread === true) throw usage('--all shows what was read too: leave --unread out, or --all.')
	return all === true ? 'all' : unread === true ? 'unread' : 'unanswered'
}

const NOTHING_WAITS = { all: 'Nothing has come for you.', unread: 'Nothing is unread.', unanswered: 'Nothing waits for you.' }

function inbox(context: Context, flags: InboxFlags): Promise<Result> {
	const limit = parseCount(flags.limit, '--limit', 1, 1000)
	const part = inboxPart(flags)
	return withHome(context, async ({ replica }) => {
		const items = await replica.view.inbox({ limit, ...(part === 'all' ? {} : { [part]: true }) })
		const names = await namesOf(
			replica,
			items.map(({ node }) => node.message.author),
		)
		const unread: readonly MessageId[] = items.filter((item) => item.unread).map(({ node }) => node.message.id)
		const marked = flags.markRead === true ? unread : []
		await replica.device.markRead(...marked)
		const lines = [
			...renderInbox(items, { ...context.view, names }),
			...(marked.length === 0 ? [] : ['', `marked ${plural(marked.length, 'message')} as read, on this device`]),
		]
		return {
			json: { items: items.map(inboxItemJson), marked, names: namesJson(names) },
			lines: items.length === 0 ? [NOTHING_WAITS[part]] : lines,
		}
	})
}

export function addKnowing(program: Command, run: Run): void {
	program
		.command('corroborate')
		.summary('what stands behind a message')
		.description(
			'Shows who confirms, disputes or calls outdated what a message says: people in your circle, keys outside of it, how many know it first-hand, and how many could each have it from somewhere else. What was said of earlier versions stands apart.',
		)
		.argument('<ID>', 'a post or reply, by the id of any version')
		.option('--thread', 'all messages of its thread')
		.action((id: string, flags: { thread?: boolean }) => run((context) => corroborate(context, id, flags)))
	filters(program.command('questions').argument('[ID]', 'all questions of this thread, by any message of it'))
		.summary('open questions, or those of one thread')
		.description('Lists questions that nobody has answered so that the asker confirmed it, the newest first; of one thread all questions.')
		.option('--answered', 'answered questions instead of open ones')
		.action((id: string | undefined, flags: QuestionFlags) => run(async (context) => questions(context, id, flags)))
	program
		.command('inbox')
		.summary('what waits for you')
		.description(
			'Lists what others answered to you, and open questions in threads where you take part, the newest first, without what you answered.',
		)
		.option('-n, --limit <N>', 'at most so many, 1 to 1000', '50')
		.option('--all', 'also what you answered')
		.option('--unread', 'only what is unread, answered or not')
		.option('--mark-read', 'what is shown is no longer unread from now on; only this device knows')
		.action((flags: InboxFlags) => run(async (context) => inbox(context, flags)))
}
