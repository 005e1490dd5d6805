/** `retract`: taking back what one said. */
import type { Command } from 'commander'
import { BudkavleError } from '../../errors.js'
import { LIMITS } from '../../limits.js'
import type { MessageId, Post, Reply } from '../../message/types.js'
import { messageJson } from '../../render/json.js'
import { plural, sentence, shortId } from '../../render/terminal-parts.js'
import type { Replica } from '../../replica/types.js'
import type { Context, Result } from '../context.js'
import { withHome } from '../home.js'
import { heldMessage, isContent, resolveMessage } from '../names.js'
import type { Run } from '../run.js'

/** What is meant by one of the ids on the command line. */
interface Taken {
	/** How a person is told of it: a message by its first version, even one that is not here, or the very version. */
	readonly told: MessageId
	/** What the retraction names. */
	readonly targets: readonly MessageId[]
	/** What is held and goes. */
	readonly versions: readonly MessageId[]
	/** There may be versions elsewhere that nobody can name here. */
	readonly isPart: boolean
}

/** All versions of a post or reply that are held, by the author of this one. */
async function versionsOf(replica: Replica, of: Post | Reply): Promise<readonly (Post | Reply)[]> {
	const versions: (Post | Reply)[] = []
	for await (const message of replica.messages({ thread: of.thread, author: of.author })) {
		if (isContent(message) && (message.first ?? message.id) === (of.first ?? of.id)) versions.push(message)
	}
	return versions
}

/** Retracting the first version retracts all of them (SPEC 6.2), and that is what a person means who names any. */
async function takenBy(replica: Replica, typed: string, exact: boolean): Promise<Taken> {
	const message = await heldMessage(replica, await resolveMessage(replica, typed))
	const alone: Taken = { told: message.id, targets: [message.id], versions: [message.id], isPart: false }
	if (!isContent(message)) return alone
	const versions = await versionsOf(replica, message)
	const ids = versions.map(({ id }) => id)
	const first = versions.find((version) => version.first === undefined)
	if (exact) {
		if (message.id !== first?.id || versions.length === 1) return alone
		throw new BudkavleError(
			'argument-invalid',
			`${shortId(message.id)} is the first version of a message, and whoever takes it back takes back all ${versions.length} versions that are here. Name later versions with --exact, or leave --exact out.`,
		)
	}
	if (first !== undefined) return { told: first.id, targets: [first.id], versions: ids, isPart: false }
	const told = message.first ?? message.id
	return { told, targets: ids, versions: ids, isPart: (await replica.message(told)) === undefined }
}

function retract(context: Context, typed: readonly string[], flags: { readonly exact?: boolean }): Promise<Result> {
	return withHome(context, async ({ replica }) => {
		const taken = new Map<MessageId, Taken>()
		for (const each of typed) {
			const one = await takenBy(replica, each, flags.exact === true)
			taken.set(one.told, one)
		}
		const all = [...taken.values()]
		const targets = [...new Set(all.flatMap((one) => one.targets))]
		const made = [await replica.retract(...targets.slice(0, LIMITS.targets))]
		for (let at = LIMITS.targets; at < targets.length; at += LIMITS.targets)
			made.push(await replica.retract(...targets.slice(at, at + LIMITS.targets)))
		const [first, ...more] = made
		const erased = [...new Set(all.flatMap(({ versions }) => versions))].sort()
		const parts = all.filter(({ isPart }) => isPart).map(({ told }) => told)
		return {
			json: {
				...(first === undefined ? {} : messageJson(first)),
				...(more.length === 0 ? {} : { more: more.map(messageJson) }),
				erased,
				...(parts.length === 0 ? {} : { partly: parts }),
			},
			lines: [
				...made.map(({ id }) => id),
				`retracted ${plural(all.length, 'message')}: ${all.map(({ told }) => shortId(told)).join(', ')}`,
				`erased here: ${plural(erased.length, 'version')}`,
				...parts.flatMap((told) =>
					sentence(
						context.view,
						`The first version of ${shortId(told)} is not here. Versions that are not here stay until you take them back where they are held.`,
						0,
					),
				),
			],
		}
	})
}

export function addRetracting(program: Command, run: Run): void {
	program
		.command('retract')
		.summary('take back messages of your own, for ever')
		.description(
			'Takes back posts, replies or profiles of yours, with all their versions. They are erased here and wherever the retraction arrives.',
		)
		.argument('<ID...>', 'messages of your own')
		.option(
			'--exact',
			'only the very versions that you name; the first version takes all others with it, so it is refused while there are any',
		)
		.action((ids: string[], flags: { exact?: boolean }) => run((context) => retract(context, ids, flags)))
}
