/** What the cases of vectors/merge.json and knowledge.json are written with: messages that call each other by name, and views in the compact form of vectors/README.md. */

import { CROWD, encodeFields, ghost, longHex, seal, sealAgain } from './kit.mjs'

/** @typedef {import('./kit.mjs').Fields} Fields */
/** @typedef {keyof typeof CROWD} Who */
/** @typedef {{ readonly name: string, readonly by: Who, readonly fields: Fields, readonly id: string, readonly payload: Buffer, readonly message: Buffer }} Written */
/** A node of a thread; what is false, empty or absent is left out. @typedef {Readonly<Record<string, unknown>>} Node */

/**
 * @typedef {object} Expected
 * @property {Readonly<Record<string, readonly Node[]>>} [threads]
 * @property {Readonly<Record<string, readonly string[]>>} [chronological]
 * @property {readonly (readonly [thread: string, replies: number])[]} [timeline]
 * @property {readonly { readonly filter: object, readonly threads: readonly string[] }[]} [filtered]
 * @property {Readonly<Record<string, object>>} [stances]
 * @property {Readonly<Record<string, object>>} [profiles]
 * @property {readonly (readonly string[])[]} [vouches]
 * @property {readonly string[]} [retracted]
 */

const REFERENCES = ['root', 'parent', 'first', 'target', 'message']

/** @param {{ readonly id: string }} a @param {{ readonly id: string }} b */
const isOver = (a, b) => a.id > b.id

/** A set of messages in the making. Every message has a name, and names stand for ids wherever fields refer to messages; a name without a message is an id that nobody holds. */
export function scenario() {
	/** @type {Map<string, Written>} */
	const written = new Map()
	/** @type {Map<string, string>} */
	const absent = new Map()
	/** @type {Map<string, number>} */
	const seqs = new Map()
	/** @type {Buffer[]} */
	const again = []

	/** @param {string} name */
	const idOf = (name) => {
		const known = written.get(name)?.id ?? absent.get(name)
		if (known !== undefined) return known
		absent.set(name, ghost(name))
		return ghost(name)
	}
	/** @param {Fields} fields @returns {Fields} with ids for names */
	const resolve = (fields) =>
		Object.fromEntries(
			Object.entries(fields).map(([key, value]) => {
				if (key === 'subject') return [key, CROWD[/** @type {Who} */ (value)].author]
				if (key === 'keys') return [key, value.map((/** @type {Who} */ who) => CROWD[who].author).sort()]
				if (key === 'targets') return [key, sortedStubs(value.map(resolve))]
				if (key === 'sources') return [key, value.map(resolve)]
				return [key, REFERENCES.includes(key) && value !== undefined ? idOf(value) : value]
			}),
		)
	/**
	 * @param {string} name
	 * @param {Who} by
	 * @param {Fields} fields
	 * @param {string} [over] the name of a message whose id is to be lower
	 */
	const put = (name, by, fields, over) => {
		if (written.has(name) || absent.has(name) || Object.hasOwn(CROWD, name)) throw new Error(`there are two things called "${name}"`)
		const floor = { id: over === undefined ? '' : idOf(over) }
		for (let seq = 1 + (seqs.get(by) ?? 0); ; seq++) {
			const payload = encodeFields({ author: CROWD[by].author, seq, ...resolve(fields) })
			const { id, message } = seal(payload, CROWD[by])
			if (!isOver({ id }, floor)) continue
			seqs.set(by, seq)
			written.set(name, { name, by, fields, id, payload, message })
			return name
		}
	}
	const found = (/** @type {string} */ name) => {
		const message = written.get(name)
		if (message === undefined) throw new Error(`"${name}" is not written yet`)
		return message
	}
	return {
		put,
		idOf,
		/** An id that nobody holds, lower than that of `under`. @param {string} name @param {string} under */
		ghostUnder(name, under) {
			for (let i = 0; ; i++) {
				const id = ghost(`${name} ${i}`)
				if (id < idOf(under)) return absent.set(name, id) && name
			}
		},
		/** @param {string} name @param {Who} by @param {Fields} [fields] @param {string} [over] */
		post: (name, by, fields = {}, over) => put(name, by, { kind: 1, text: name, ...fields }, over),
		/** @param {string} name @param {Who} by @param {string} root @param {Fields} [fields] @param {string} [over] */
		reply: (name, by, root, fields = {}, over) => put(name, by, { kind: 2, root, text: name, ...fields }, over),
		/** The next version by the same author in the same place. @param {string} name @param {string} of @param {number} rev @param {Fields} [fields] @param {string} [over] */
		revise(name, of, rev, fields = {}, over) {
			const { by, fields: before } = found(of)
			const { kind, root, parent, first = of } = before
			const place = kind === 1 ? {} : { root, ...(parent === undefined ? {} : { parent }) }
			return put(name, by, { kind, ...place, first, rev, text: name, ...fields }, over)
		},
		/** @param {string} name @param {Who} by @param {string} target @param {number} stance @param {Fields} [fields] @param {string} [over] */
		endorse(name, by, target, stance, fields = {}, over) {
			const { root, first } = found(target).fields
			const thread = root ?? first
			return put(name, by, { kind: 3, target, stance, ...(thread === undefined ? {} : { root: thread }), ...fields }, over)
		},
		/** @param {string} name @param {Who} by @param {Who} subject @param {number} stance @param {Fields} [fields] @param {string} [over] */
		vouch: (name, by, subject, stance, fields = {}, over) => put(name, by, { kind: 4, subject, stance, ...fields }, over),
		/** @param {string} name @param {Who} by @param {readonly Fields[]} targets @param {Fields} [fields] */
		retract: (name, by, targets, fields = {}) =>
			put(name, by, { kind: 5, targets: targets.map((stub) => ({ seq: 1, ...stub })), ...fields }),
		/** The stub that an honest author writes. @param {string} name */
		stub(name) {
			const { log, space, root, parent, first, topics } = found(name).fields
			return { target: name, log, space, root, parent, first, topics }
		},
		/** @param {string} name @param {Who} by @param {Fields} [fields] @param {string} [over] */
		profile: (name, by, fields = {}, over) => put(name, by, { kind: 6, name, ...fields }, over),
		/** Takes a message out of the set: others have seen it, the reader has not. @param {readonly string[]} names */
		lose(...names) {
			for (const name of names) {
				absent.set(name, found(name).id)
				written.delete(name)
			}
		},
		/** Signs messages a second time, with another nonce: the same ids, other signatures. @param {readonly string[]} names */
		signAgain(...names) {
			for (const { payload, by } of names.map(found)) again.push(sealAgain(payload, CROWD[by]))
		},
		/** Names of messages in the order of their ids. @param {readonly string[]} names */
		byId: (...names) => [...names].sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1)),
		/** The set as data. */
		finish: () => ({
			messages: [...written.values()].map(({ name, id, message }) => ({ name, id, message: longHex(message) })),
			absent: Object.fromEntries(absent),
			again: again.map(longHex),
			bytes: [...[...written.values()].map(({ message }) => message), ...again],
		}),
	}
}

/** Strictly ascending by target. @param {readonly Fields[]} stubs */
function sortedStubs(stubs) {
	return [...stubs].sort((a, b) => (a.target < b.target ? -1 : 1))
}

/** @typedef {ReturnType<typeof scenario>} Scenario */

/** A present node. @param {string} id @param {string | undefined} parent @param {number | undefined} place @param {string} [current] @param {Node} [more] @returns {Node} */
export const present = (id, parent, place, current = id, more = {}) => ({ id, state: 'present', parent, place, current, ...more })
/** A retracted node. @param {string} id @param {string | undefined} parent @param {number | undefined} place @param {Who} author @returns {Node} */
export const retracted = (id, parent, place, author) => ({ id, state: 'retracted', parent, place, author })
/** A missing node. @param {string} id @param {string} [parent] @param {number} [place] @returns {Node} */
export const missing = (id, parent, place) => ({ id, state: 'missing', parent, place })
/**
 * A contested node; the current message of each claimant, or `undefined` for one who retracted it.
 *
 * @param {string} id
 * @param {string | undefined} parent
 * @param {number | undefined} place
 * @param {Partial<Record<Who, string | undefined>>} claims
 * @param {Node} [more]
 * @returns {Node}
 */
export const contested = (id, parent, place, claims, more = {}) => ({
	id,
	state: 'contested',
	parent,
	place,
	claims: Object.entries(claims).map(([author, current]) => (current === undefined ? { author, retracted: true } : { author, current })),
	...more,
})

/** What the library gives, in the same form, its ids and keys replaced by names. @param {any} view @param {ReadonlyMap<string, string>} names @returns {any} */
export function named(view, names) {
	if (typeof view === 'string') return names.get(view) ?? view
	if (Array.isArray(view)) return view.map((item) => named(item, names))
	if (typeof view !== 'object' || view === null) return view
	return Object.fromEntries(Object.entries(view).map(([key, item]) => [key, named(item, names)]))
}

/** @param {any} stances */
function stancesOf(stances) {
	/** @type {Record<string, unknown>} */
	const given = {}
	for (const stance of ['confirm', 'dispute', 'outdated']) {
		const { authors, endorsements } = stances[stance]
		if (authors.length > 0)
			given[stance] = authors.map((/** @type {string} */ author, /** @type {number} */ i) => [author, endorsements[i]])
	}
	return given
}

/** @param {any} node @returns {Node} */
function nodeOf({ id, state, parent, place, future, message, conflicts = [], stances, earlier = [], author, claims }) {
	const where = { id, state, parent, place, ...(future ? { future } : {}) }
	if (state === 'retracted') return { ...where, author }
	if (state === 'contested')
		return {
			...where,
			claims: claims.map((/** @type {any} */ claim) =>
				claim.retracted ? { author: claim.author, retracted: true } : { author: claim.author, current: claim.message.id },
			),
		}
	if (state === 'missing') return where
	return {
		...where,
		current: message.id,
		...(conflicts.length > 0 ? { conflicts } : {}),
		...stancesOf(stances),
		...(earlier.length > 0
			? { earlier: earlier.map((/** @type {any} */ version) => ({ id: version.id, ...stancesOf(version.stances) })) }
			: {}),
	}
}

/**
 * The views of the library that a case expects something of, in the form in which it does.
 *
 * @param {any} merge the modules of the library
 * @param {readonly any[]} messages
 * @param {number} now
 * @param {Expected} expected
 * @param {(name: string) => string} idOf of a message or an author
 * @param {ReadonlyMap<string, string>} names of ids and authors
 */
export function viewsOf(merge, messages, now, expected, idOf, names) {
	const byId = new Map(messages.map((message) => [message.id, message]))
	/** @param {Readonly<Record<string, unknown>> | undefined} asked @param {(id: string) => unknown} view */
	const each = (asked, view) => asked && Object.fromEntries(Object.keys(asked).map((name) => [name, view(idOf(name))]))
	/** @param {any} filter */
	const withKey = (filter) => (filter.author === undefined ? filter : { ...filter, author: idOf(filter.author) })
	const claims = merge.indexClaims(merge.consider(messages, now).claims)
	const given = {
		threads: each(expected.threads, (id) => merge.threadView(messages, id, now).nodes.map(nodeOf)),
		chronological: each(expected.chronological, (id) =>
			merge.chronological(merge.threadView(messages, id, now)).map((/** @type {any} */ node) => node.id),
		),
		timeline: expected.timeline && merge.timelineView(messages, now).map((/** @type {any} */ { node, replies }) => [node.id, replies]),
		filtered: expected.filtered?.map(({ filter }) => ({
			filter,
			threads: merge.timelineView(messages, now, withKey(filter)).map((/** @type {any} */ { node }) => node.id),
		})),
		stances: each(expected.stances, (id) =>
			merge.stanceViews(byId.get(id), messages, now).map((/** @type {any} */ { author, endorsement, conflicts }) => ({
				author,
				stance: endorsement.stance,
				endorsement: endorsement.id,
				...(conflicts.length > 0 ? { conflicts } : {}),
			})),
		),
		profiles: each(expected.profiles, (author) => {
			const { profile, conflicts } = merge.profileView(messages, author, now)
			return { ...(profile === undefined ? {} : { current: profile.id }), ...(conflicts.length > 0 ? { conflicts } : {}) }
		}),
		vouches:
			expected.vouches &&
			merge.currentVouches(messages, now).map((/** @type {any} */ vouch) => [vouch.author, vouch.subject, vouch.stance, vouch.id]),
		retracted:
			expected.retracted &&
			messages
				.filter((message) => merge.isRetracted(message, claims))
				.map(({ id }) => id)
				.sort(),
	}
	return named(given, names)
}
