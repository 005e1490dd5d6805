/** Questions and what waits for a reader, as lines for a terminal (SPEC 6.17). */
import type { Answer, QuestionView } from '../merge/knowledge-types.js'
import type { MessageId } from '../message/types.js'
import type { InboxItem } from '../replica/view-types.js'
import type { Drawing } from './terminal-parts.js'
import { excerptLines, flagLine, headLine, nodeFlags, paint, shortId, topicLines } from './terminal-parts.js'

/** Where a node stands, unless it is the thread's first message itself. */
function inThread(thread: MessageId, node: MessageId): readonly string[] {
	return thread === node ? [] : [`in thread ${shortId(thread)}`]
}

/** What the asker confirmed: who said it, as far as that is known here, and by which endorsement. */
function answerLines(d: Drawing, mark: string, { node, version }: Answer, remark: string): readonly string[] {
	const message = d.messages?.get(version)
	const head = message === undefined ? `${mark} ${paint(d, 'cyan', shortId(node))}` : headLine(d, mark, message, node)
	return [`  ${head}`, ...(message === undefined ? [] : excerptLines(d, message, 4)), `    ${remark}`]
}

export function questionLines(d: Drawing, { thread, node, state, answers, earlier }: QuestionView): readonly string[] {
	const open = state === 'open'
	const { message } = node
	const yes = paint(d, 'green', '\u2713')
	const flags = [
		open ? 'open question' : 'answered question',
		...inThread(thread, node.id),
		...nodeFlags(node).filter((flag) => flag !== 'question'),
	]
	return [
		headLine(d, open ? paint(d, 'yellow', '?') : yes, message, node.id),
		...flagLine(flags, 2),
		...topicLines(d, message, 2),
		...excerptLines(d, message, 2),
		...answers.flatMap((answer) => answerLines(d, yes, answer, `confirmed by the asker with ${shortId(answer.endorsement)}`)),
		...earlier.flatMap((answer) => {
			const { version, endorsement } = answer
			const remark = `changed since the asker confirmed ${shortId(version)} with ${shortId(endorsement)}: look again`
			return answerLines(d, paint(d, 'yellow', '!'), answer, remark)
		}),
	]
}

export function inboxLines(d: Drawing, { thread, node, reply, question, answered, unread }: InboxItem): readonly string[] {
	const flags = [
		...(unread ? [paint(d, 'bold', 'unread')] : []),
		...(reply ? ['answers you'] : []),
		...(question ? ['open question'] : []),
		...(answered ? ['you wrote below it'] : []),
		...inThread(thread, node.id),
		...nodeFlags(node).filter((flag) => flag !== 'question' || !question),
	]
	return [
		headLine(d, unread ? '\u25CF' : '\u25E6', node.message, node.id),
		...flagLine(flags, 2),
		...topicLines(d, node.message, 2),
		...excerptLines(d, node.message, 2),
	]
}
