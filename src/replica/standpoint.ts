/** What all views share: what they read from, who reads, and when. */
import { stubThread } from '../message/thread.js'
import type { AuthorId, Message, MessageId } from '../message/types.js'
import { checkHex } from './arguments.js'
import type { Reading } from './reading.js'
import { oneMessage, retractionsOf } from './reading.js'
import type { ViewOptions } from './view-types.js'

export type Clock = () => number | undefined

/** What views are made from. */
export interface Standpoint {
	readonly reading: Reading
	readonly clock: Clock
	/** Who reads, where a call names nobody else. */
	readonly author: AuthorId | undefined
}

/** The time of a view. A device without a clock knows that it is at least as late as the latest of what it looks at says. */
export function timeOf({ clock }: Standpoint, options: ViewOptions | undefined, messages: readonly Message[]): number {
	return options?.now ?? clock() ?? messages.reduce((latest, { time = 0 }) => Math.max(latest, time), 0)
}

/** The thread that an id belongs to, with its messages: most are asked for by their root. */
export async function threadWithMessages(
	reading: Reading,
	id: MessageId,
): Promise<{ readonly thread: MessageId; readonly messages: readonly Message[] }> {
	checkHex(id, 'the id of a message')
	const below = await reading.all({ by: 'thread', thread: id })
	if (below.some((message) => message.id === id)) return { thread: id, messages: below }
	const thread = await threadOfId(reading, id)
	return { thread, messages: thread === id ? below : await reading.all({ by: 'thread', thread }) }
}

/** The thread that an id belongs to, as far as it is known here: by the message, or by what a retraction says of it. */
export async function threadOfId(reading: Reading, id: MessageId): Promise<MessageId> {
	checkHex(id, 'the id of a message')
	const message = await oneMessage(reading, id)
	if (message !== undefined) return message.thread
	// Anybody can claim to have retracted an id that is not held: what messages say goes first.
	if ((await reading.first({ by: 'thread', thread: id })) !== undefined) return id
	for (const retraction of await retractionsOf(reading, id)) {
		const stub = retraction.targets.find(({ target }) => target === id)
		if (stub !== undefined) return stubThread(stub)
	}
	return id
}
