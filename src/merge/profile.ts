/** Profiles: what to call an author (SPEC 6.12). */
import type { AuthorId, Message, Profile } from '../message/types.js'
import { consider } from './live.js'
import { resolveRegister } from './register.js'
import { idsOf } from './stances.js'
import type { ProfileView } from './types.js'

/** The current profile of an author among messages of any kind. `now` is in whole seconds since 1970 (`argument-invalid`). */
export function profileView(messages: Iterable<Message>, author: AuthorId, now: number): ProfileView {
	const profiles = consider(messages, now).messages.filter(
		(message): message is Profile => message.kind === 'profile' && message.author === author,
	)
	if (profiles.length === 0) return Object.freeze({ author, conflicts: Object.freeze([]) })
	const { current, conflicts } = resolveRegister(profiles)
	return Object.freeze({ author, profile: current, conflicts: idsOf(conflicts) })
}
