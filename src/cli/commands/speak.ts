/** `endorse`, `vouch`, `profile`: what people say about messages, about each other and about themselves. */
import type { Command } from 'commander'
import { GROUNDS, STANCES, VOUCH_STANCES } from '../../message/kinds.js'
import type { AuthorId, Grounds, Stance, VouchStance } from '../../message/types.js'
import { messageJson } from '../../render/json.js'
import { renderProfile } from '../../render/terminal.js'
import { shortId } from '../../render/terminal-parts.js'
import type { Replica } from '../../replica/types.js'
import { collect, parseChoice } from '../arguments.js'
import type { Context, Result } from '../context.js'
import { usage } from '../failure.js'
import { withHome } from '../home.js'
import { currentVersion, heldMessage, isContent, namesOf, parseSources, resolveAuthor, resolveMessage } from '../names.js'
import type { Run } from '../run.js'
import { madeResult } from './write.js'

/** The names of a table of values, without its holes. */
function names<T>(values: readonly (T | undefined)[]): readonly T[] {
	return values.filter((value): value is T & {} => value !== undefined)
}

const STANCE_NAMES: readonly Stance[] = names(STANCES)
const VOUCH_NAMES: readonly VouchStance[] = names(VOUCH_STANCES)
const GROUNDS_NAMES: readonly Grounds[] = names(GROUNDS)

interface EndorseFlags {
	readonly stance: string
	readonly grounds?: string
	readonly source?: readonly string[]
	readonly exact?: boolean
	readonly space?: string
}

async function endorse(context: Context, typed: string, flags: EndorseFlags): Promise<Result> {
	const stance = parseChoice(flags.stance, '--stance', STANCE_NAMES)
	const grounds = flags.grounds === undefined ? undefined : parseChoice(flags.grounds, '--grounds', GROUNDS_NAMES)
	if (grounds === 'source' && flags.source === undefined)
		throw usage('--grounds source says that you cite one: name it with --source URI or --source ID.')
	if (stance === 'withdrawn' && (grounds !== undefined || flags.source !== undefined))
		throw usage('--stance withdrawn takes back your stance; it has neither grounds nor sources.')
	return withHome(context, async ({ replica }) => {
		const id = await resolveMessage(replica, typed)
		const target = flags.exact === true ? await heldMessage(replica, id) : await currentVersion(replica, id)
		const sources = await parseSources(replica, flags.source ?? [])
		const message = await replica.endorse(target, {
			stance,
			...(grounds === undefined ? {} : { grounds }),
			...(sources.length === 0 ? {} : { sources }),
			...(flags.space === undefined ? {} : { space: flags.space }),
		})
		const version = isContent(target) && target.rev > 0 ? `, revision ${target.rev} of ${shortId(target.first ?? target.id)}` : ''
		return madeResult(message, `${stance}: ${shortId(target.id)}${version}`)
	})
}

function vouch(context: Context, typed: string, flags: { readonly stance: string; readonly space?: string }): Promise<Result> {
	const stance = parseChoice(flags.stance, '--stance', VOUCH_NAMES)
	return withHome(context, async ({ replica }) => {
		const subject = await resolveAuthor(replica, typed)
		const message = await replica.vouch(subject, stance, flags.space === undefined ? {} : { space: flags.space })
		return madeResult(message, `${stance}: ${subject}`)
	})
}

interface ProfileFlags {
	readonly name?: string
	readonly about?: string
	readonly space?: string
}

async function showProfile(context: Context, replica: Replica, author: AuthorId): Promise<Result> {
	const view = await replica.view.profile(author)
	const vouches = await replica.view.vouches(author)
	const names = await namesOf(replica, [author, ...vouches.map(({ subject }) => subject)])
	return {
		json: {
			author,
			...(view.profile === undefined ? {} : { profile: messageJson(view.profile) }),
			conflicts: view.conflicts,
			vouches: vouches.map(messageJson),
		},
		lines: renderProfile(view, vouches, { ...context.view, names }),
	}
}

function profile(context: Context, typed: string | undefined, flags: ProfileFlags): Promise<Result> {
	const { name, about, space } = flags
	const changes = name !== undefined || about !== undefined
	if (changes && typed !== undefined) throw usage('A profile can only be changed by its owner: leave the key out to change yours.')
	return withHome(context, async ({ replica, identity }) => {
		if (!changes) return showProfile(context, replica, typed === undefined ? identity.author : await resolveAuthor(replica, typed))
		const message = await replica.profile({
			...(name === undefined ? {} : { name }),
			...(about === undefined ? {} : { about }),
			...(space === undefined ? {} : { space }),
		})
		return madeResult(message, 'profile changed')
	})
}

const SPACE = 'the community that it belongs to'

export function addSpeaking(program: Command, run: Run): void {
	program
		.command('endorse')
		.summary('confirm, dispute or call outdated what somebody says')
		.description(
			'Says what you hold of a post or reply: of its current version, or with --exact of the very version that you name. A newer stance replaces the older one.',
		)
		.argument('<ID>', 'the post or reply')
		.requiredOption('--stance <STANCE>', STANCE_NAMES.join(', '))
		.option('-g, --grounds <GROUNDS>', `how you know: ${GROUNDS_NAMES.join(', ')}`)
		.option('-s, --source <URI|ID>', 'what you cite; may be repeated', collect)
		.option('--exact', 'this version, even if its author has revised it')
		.option('--space <SPACE>', SPACE)
		.action((id: string, flags: EndorseFlags) => run((context) => endorse(context, id, flags)))
	program
		.command('vouch')
		.summary('say that you know whose key this is')
		.description('Says whether you know whose key this is and listen to them. A newer word replaces the older one.')
		.argument('<AUTHOR>', 'the key of an author')
		.requiredOption('--stance <STANCE>', VOUCH_NAMES.join(', '))
		.option('--space <SPACE>', SPACE)
		.action((author: string, flags: { stance: string; space?: string }) => run(async (context) => vouch(context, author, flags)))
	program
		.command('profile')
		.summary('show a profile, or set your own')
		.description('Shows the profile of an author, or yours. With --name or --about it changes yours; what you leave out stays as it is.')
		.argument('[AUTHOR]', 'the key of an author')
		.option('--name <NAME>', 'what to call you')
		.option('--about <TEXT>', 'a few words about you')
		.option('--space <SPACE>', SPACE)
		.action((author: string | undefined, flags: ProfileFlags) => run(async (context) => profile(context, author, flags)))
}
