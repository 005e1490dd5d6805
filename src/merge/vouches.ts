/** Vouches: who says to know whose key (SPEC 6.5, 6.6). */
import { compareStrings } from '../bytes.js'
import type { Message, Vouch } from '../message/types.js'
import { consider } from './live.js'
import { resolveRegisters } from './register.js'

/**
 * The current vouch of each author on each subject, without those withdrawn, in the order of the authors' and then the subjects' keys.
 * `now` is in whole seconds since 1970 (`argument-invalid`).
 */
export function currentVouches(messages: Iterable<Message>, now: number): readonly Vouch[] {
	const vouches = consider(messages, now).messages.filter((message) => message.kind === 'vouch')
	const current = resolveRegisters(vouches, ({ author, subject }) => `${author} ${subject}`).map((register) => register.current)
	return Object.freeze(
		current
			.filter(({ stance }) => stance !== 'withdrawn')
			.sort((a, b) => compareStrings(a.author, b.author) || compareStrings(a.subject, b.subject)),
	)
}
