/** Makes the cases of vectors/merge.json and knowledge.json: sets of messages and the views of them that were thought out, where the library gives the same. */

import { agree, library } from './kit.mjs'
import { scenario } from './scenario.mjs'

/** @typedef {import('./kit.mjs').Person} Person */
/** @typedef {import('./scenario.mjs').Scenario} Scenario */
/** Who reads, by names. @typedef {{ readonly keys: readonly string[], readonly vouches?: readonly string[], readonly blocked?: readonly string[], readonly depth?: number }} Reader */
/** @typedef {{ readonly name: string, readonly clause: string, readonly comment: string, readonly now?: number, readonly reader?: Reader, write(w: Scenario): any }} ViewCase */
/** What a view is asked with. @typedef {{ readonly messages: readonly any[], readonly now: number, readonly reader: Reader, readonly idOf: (name: string) => string, readonly names: ReadonlyMap<string, string> }} Asked */

/** Seconds since 1970, where a case says nothing else. */
const NOW = 100

/** Views that are asked of a thread by its id; it may be one that nobody holds. */
const BY_THREAD = ['threads', 'questions']

/**
 * @param {string} file
 * @param {Readonly<Record<string, Person>>} people
 * @param {readonly ViewCase[]} cases
 * @param {(expected: any, asked: Asked) => Readonly<Record<string, unknown>>} viewsOf the views of the library that a case expects something of
 */
export async function makeCases(file, people, cases, viewsOf) {
	const { verifyMessage } = await library('message/verify.js')
	const authors = Object.fromEntries(Object.entries(people).map(([name, { author }]) => [name, author]))
	const made = []
	for (const { name, clause, comment, now = NOW, reader, write } of cases) {
		const set = scenario()
		const views = write(set)
		// Names that only the views know are ids that nobody holds.
		for (const thread of BY_THREAD.flatMap((view) => Object.keys(views[view] ?? {}))) set.idOf(thread)
		if (views.retracted) views.retracted = set.byId(...views.retracted)
		const { messages, absent, again, bytes } = set.finish()
		const names = new Map([
			...Object.entries(authors).map(([label, key]) => /** @type {const} */ ([key, label])),
			...Object.entries(absent).map(([label, id]) => /** @type {const} */ ([id, label])),
			...messages.map(({ name: label, id }) => /** @type {const} */ ([id, label])),
		])
		const verified = await Promise.all(bytes.map((message) => verifyMessage(new Uint8Array(message))))
		const idOf = (/** @type {string} */ label) => authors[label] ?? set.idOf(label)
		const given = viewsOf(views, { messages: verified, now, reader: keyed(reader, authors), idOf, names })
		agree(`${file}, "${name}"`, views, inOrder(views, given))
		made.push({
			name,
			clause,
			comment,
			now,
			...(reader === undefined ? {} : { reader }),
			messages,
			...(again.length > 0 ? { again } : {}),
			...(Object.keys(absent).length > 0 ? { absent } : {}),
			views,
		})
	}
	return { authors, cases: made }
}

/** A reader with keys for names. @param {Reader | undefined} reader @param {Readonly<Record<string, string>>} authors @returns {Reader} */
function keyed(reader, authors) {
	const keysOf = (/** @type {readonly string[]} */ names) => names.map((name) => authors[name] ?? name)
	const { keys = [], vouches = [], blocked = [], depth } = reader ?? {}
	return { keys: keysOf(keys), vouches: keysOf(vouches), blocked: keysOf(blocked), ...(depth === undefined ? {} : { depth }) }
}

/** The views in the order in which the case names them. @param {object} wanted @param {Readonly<Record<string, unknown>>} given */
function inOrder(wanted, given) {
	return Object.fromEntries(Object.keys(wanted).map((key) => [key, given[key]]))
}
