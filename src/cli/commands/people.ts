/** `people`, `circle`, `listen`, `block`: who is known here, and whom the reader listens to. */
import type { Command } from 'commander'
import type { Circle, Person } from '../../merge/knowledge-types.js'
import type { AuthorId } from '../../message/types.js'
import { circleJson, completenessJson, messageJson, personJson } from '../../render/json.js'
import { renderCircle, renderCompleteness, renderPeople, renderProfile } from '../../render/terminal.js'
import { paint, sentence } from '../../render/terminal-parts.js'
import type { Replica } from '../../replica/types.js'
import { parseCount } from '../arguments.js'
import type { Context, Result } from '../context.js'
import { paragraph } from '../context.js'
import { withHome } from '../home.js'
import { namesJson, namesOf, resolveAuthor } from '../names.js'
import type { Run } from '../run.js'

function distancesOf({ people }: Circle): ReadonlyMap<AuthorId, number> {
	return new Map(people.flatMap(({ keys, distance }) => keys.map((key) => [key, distance] as const)))
}

function distanceJson(distance: number | undefined): { readonly distance?: number } {
	return distance === undefined ? {} : { distance }
}

function ringTitle(distance: number | undefined): string {
	if (distance === undefined) return 'outside of your circle'
	return distance === 0 ? 'you' : `in your circle, at distance ${distance}`
}

function listPeople(context: Context): Promise<Result> {
	return withHome(context, async ({ replica }) => {
		const people = await replica.view.people()
		const distances = distancesOf(await replica.view.circle())
		const names = await namesOf(
			replica,
			people.flatMap(({ keys }) => keys),
		)
		const distanceOf = ({ id }: Person): number | undefined => distances.get(id)
		const rings = [...new Set(people.map(distanceOf))].sort((a, b) => (a ?? Number.POSITIVE_INFINITY) - (b ?? Number.POSITIVE_INFINITY))
		return {
			json: {
				people: people.map((person) => ({ ...personJson(person), ...distanceJson(distanceOf(person)) })),
				names: namesJson(names),
			},
			lines: rings.flatMap((ring, index) => [
				...(index === 0 ? [] : ['']),
				paint(context.view, 'bold', ringTitle(ring)) + (ring === undefined ? ': keys that may be anybody' : ''),
				...renderPeople(
					people.filter((person) => distanceOf(person) === ring),
					{ ...context.view, names },
				),
			]),
		}
	})
}

async function showPerson(context: Context, replica: Replica, author: AuthorId): Promise<Result> {
	const person = await replica.view.person(author)
	const distance = distancesOf(await replica.view.circle()).get(author)
	const { blocked = [], vouches = [] } = await replica.device.reader()
	const profiles = await Promise.all(person.keys.map((key) => replica.view.profile(key)))
	const given = await Promise.all(person.keys.map((key) => replica.view.vouches(key)))
	const logs = await Promise.all(person.keys.map((key) => replica.view.completeness(key)))
	const names = await namesOf(replica, [...person.keys, ...given.flat().map(({ subject }) => subject)])
	const options = { ...context.view, names }
	const here = [
		...(person.keys.some((key) => vouches.includes(key)) ? ['you listen to them in private'] : []),
		...(person.keys.some((key) => blocked.includes(key)) ? ['you block them'] : []),
	]
	const standing = sentence(context.view, [ringTitle(distance), ...here].join('; '), 2)
	const several = person.keys.length > 1
	return {
		json: {
			person: { ...personJson(person), ...distanceJson(distance) },
			profiles: profiles.flatMap(({ profile }) => (profile === undefined ? [] : [messageJson(profile)])),
			vouches: given.flat().map(messageJson),
			logs: logs.flat().map(completenessJson),
			listening: person.keys.filter((key) => vouches.includes(key)),
			blocked: person.keys.filter((key) => blocked.includes(key)),
			names: namesJson(names),
		},
		lines: [
			...(several ? [...renderPeople([person], options), ...standing, ''] : []),
			...profiles.flatMap((view, index) => [
				...(index === 0 ? [] : ['']),
				...renderProfile(view, given[index] ?? [], options),
				...(several ? [] : standing),
				// The name above the logs stands above already.
				...renderCompleteness(logs[index] ?? [], options).slice(1),
			]),
		],
	}
}

function people(context: Context, typed: string | undefined): Promise<Result> {
	if (typed === undefined) return listPeople(context)
	return withHome(context, async ({ replica }) => showPerson(context, replica, await resolveAuthor(replica, typed)))
}

/** More steps than anybody would follow. */
const DEEPEST = 100

function circle(context: Context, flags: { readonly depth?: string }): Promise<Result> {
	const depth = flags.depth === undefined ? undefined : parseCount(flags.depth, '--depth', 0, DEEPEST)
	return withHome(context, async ({ replica }) => {
		const reader = await replica.device.reader()
		const view = await replica.view.circle({ reader: { ...reader, ...(depth === undefined ? {} : { depth }) } })
		const names = await namesOf(
			replica,
			view.people.flatMap(({ keys }) => keys),
		)
		return { json: { ...circleJson(view), names: namesJson(names) }, lines: renderCircle(view, { ...context.view, names }) }
	})
}

interface Switch {
	readonly off?: boolean
}

const PRIVATE = 'Nobody else can see this: it stays on this device.'

function block(context: Context, typed: string, { off = false }: Switch): Promise<Result> {
	return withHome(context, async ({ replica, identity }) => {
		const author = await resolveAuthor(replica, typed)
		await replica.device.block(author, !off)
		const own = (await replica.view.person(identity.author)).keys.includes(author)
		const meaning = own
			? 'It is one of your own keys: those for whom it vouches no longer count as people whom you listen to.'
			: 'Whoever vouches for them, they and those whom only they vouch for are not in your circle.'
		return {
			json: { author, blocked: !off },
			lines: [`${off ? 'unblocked' : 'blocked'}: ${author}`, ...paragraph(context, off ? PRIVATE : `${meaning} ${PRIVATE}`)],
		}
	})
}

function listen(context: Context, typed: string, { off = false }: Switch): Promise<Result> {
	return withHome(context, async ({ replica }) => {
		const author = await resolveAuthor(replica, typed)
		await replica.device.listen(author, !off)
		const { blocked = [] } = await replica.device.reader()
		const isBlocked = !off && blocked.includes(author)
		return {
			json: { author, listening: !off, blocked: isBlocked },
			lines: [
				`${off ? 'not listening' : 'listening'}: ${author}`,
				...(isBlocked ? paragraph(context, 'You also block this key, and that counts more: see budkavle block --off.') : []),
				...paragraph(context, `${PRIVATE}${off ? '' : ' To say it to everybody, use budkavle vouch.'}`),
			],
		}
	})
}

export function addPeople(program: Command, run: Run): void {
	program
		.command('people')
		.summary('who is known here, or one person')
		.description(
			'Lists all people of whom anything is held here, with their names, their keys and how near they are in your circle. With a key: one person, their profiles, and how much of what they said is held here.',
		)
		.argument('[AUTHOR]', 'the key of an author')
		.action((author: string | undefined) => run(async (context) => people(context, author)))
	program
		.command('circle')
		.summary('whom you listen to, directly or through others')
		.description('Shows your circle: those for whom you vouch, those for whom they vouch, and so on, and over whom each comes in.')
		.option('--depth <N>', 'so many steps, 0 to 100; 3 without this option')
		.action((flags: { depth?: string }) => run(async (context) => circle(context, flags)))
	program
		.command('listen')
		.summary('vouch for somebody without telling anybody')
		.description('Takes somebody into your circle, as a vouch does, but only on this device: nobody else learns of it.')
		.argument('<AUTHOR>', 'the key of an author')
		.option('--off', 'no longer')
		.action((author: string, flags: Switch) => run((context) => listen(context, author, flags)))
	program
		.command('block')
		.summary('keep somebody out of your circle')
		.description('Keeps somebody out of your circle, whoever vouches for them, but only on this device: nobody else learns of it.')
		.argument('<AUTHOR>', 'the key of an author')
		.option('--off', 'no longer')
		.action((author: string, flags: Switch) => run((context) => block(context, author, flags)))
}
