/** Which threads a message belongs to, by its own bytes alone (SPEC 3.9). */
import { KEY } from './fields.js'
import { KIND, kindNumber } from './kinds.js'
import { listIn, readStub } from './read.js'
import type { Message, MessageId, Stub } from './types.js'

/** The thread to which a stub brings its retraction. */
export function stubThread({ root, first, target }: Stub): MessageId {
	return root ?? first ?? target
}

/**
 * All threads of a message, its own one (`message.thread`) first, each once. A retraction belongs to those of its stubs too, whether it has effect here or not:
 * whoever passes it on may pass it on to somebody for whom it has.
 */
export function threadsOf(message: Message): readonly MessageId[] {
	if (kindNumber(message) !== KIND.retraction) return [message.thread]
	const stubs = message.kind === 'retraction' ? message.targets : listIn(message.fields, KEY.targets, readStub)
	return [...new Set([message.thread, ...stubs.map(stubThread)])]
}
