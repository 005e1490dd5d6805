/** vectors/bundles.json: bundles by their content, other good ones that a writer would not make, and damaged ones with what can still be read of them. */

import { Buffer } from 'node:buffer'
import { DAMAGED_CONTAINERS, REFUSED } from './bundle-containers.mjs'
import { DAMAGED_MESSAGES } from './bundle-damaged.mjs'
import { closeBundle, contentHash, describeSection, openBundle, readSection } from './bundle-format.mjs'
import { FILES, READABLE } from './bundle-readable.mjs'
import { agree, ghost, hex, library, longHex, PEOPLE, sha256, write } from './kit.mjs'
import { EXAMPLE } from './messages.mjs'
import { ATTACHMENTS, TRIO, TRIO_CONTENT } from './trio.mjs'

/** @typedef {import('./bundle-format.mjs').Section} Section */
/** @typedef {{ readonly name: string, readonly id: string, readonly message: Buffer }} Named */

const { anna, bo, carl } = PEOPLE

/** @param {string} name @param {import('./kit.mjs').Person} by @param {import('./kit.mjs').Fields} fields @returns {Named} */
function named(name, by, fields) {
	const { id, message } = write(by, fields)
	return { name, id, message }
}

/** A conversation in which every field and every form of SPEC 7.6 to 7.8 occurs. */
function conversation() {
	const question = named('question', anna, {
		kind: 1,
		seq: 1,
		time: 1_700_000_000,
		space: 'hagby',
		text: 'Is the water of the well safe? The well stands behind the church; the water of the well was brown last week.',
		lang: 'en',
		topics: ['water', 'wells'],
		question: true,
		expires: 1_800_000_000,
		salt: '0011223344556677',
	})
	const answer = named('answer', bo, {
		kind: 2,
		log: 77,
		seq: 5,
		time: 1_700_000_300,
		space: 'hagby',
		root: question.id,
		text: '# Boil it\n\nThe water of the well was tested.',
		format: 1,
		lang: 'en-GB',
		topics: ['health', 'water'],
		sources: [{ uri: 'https://example.org/water', hash: hex(sha256('a page')), day: 19_000 }],
		attachments: [{ hash: hex(sha256('the picture of a well')), size: 21, type: 'image/png', name: 'well.png' }],
	})
	const thanks = named('thanks', carl, { kind: 2, seq: 1, time: 1_700_000_200, root: question.id, parent: answer.id, text: 'Thank you.' })
	const revised = named('answer 1', bo, { kind: 2, log: 77, seq: 6, root: question.id, first: answer.id, rev: 1, text: 'Boil it, always.' })
	const agreed = named('so it is', carl, { kind: 3, seq: 2, time: 0, root: question.id, target: answer.id, stance: 1, grounds: 1 })
	const again = named('answer 2', bo, {
		kind: 2,
		log: 77,
		seq: 8,
		root: question.id,
		first: answer.id,
		rev: 2,
		text: 'Boil it, always, for ten minutes.',
	})
	const elsewhere = ghost('a thread elsewhere')
	return [
		question,
		answer,
		thanks,
		revised,
		again,
		named('always?', anna, { kind: 2, seq: 299, root: question.id, parent: thanks.id, text: 'Always?' }),
		agreed,
		named('once more', carl, { kind: 3, seq: 3, root: question.id, target: revised.id, stance: 2 }),
		named('elsewhere', carl, { kind: 2, seq: 4, root: elsewhere, parent: ghost('a reply elsewhere'), text: 'The same here.' }),
		named('elsewhere too', carl, { kind: 2, seq: 5, root: elsewhere, text: 'And here.', expires: 1 }),
		named('for bo', anna, { kind: 4, seq: 300, subject: bo.author, stance: 1 }),
		named('anna', anna, { kind: 6, seq: 301, name: 'Anna', about: 'Behind the church.', keys: [carl.author], rev: 2 ** 53 - 1 }),
		named('checkpoint', anna, { kind: 7, seq: 302, size: 300, head: ghost('a head') }),
		named('sorry', anna, { kind: 5, seq: 303, targets: [{ seq: 301, target: ghost('a profile') }] }),
		named('private', bo, { kind: 200, log: 77, seq: 7, target: question.id, 129: 'something', 131: { bytes: '00ff' } }),
	]
}

/** A message with more keys than a shape may have: it travels whole. */
function wholeMessage() {
	const extra = Object.fromEntries(Array.from({ length: 257 }, (_, i) => [1001 + 2 * i, true]))
	return named('many keys', anna, { kind: 1, seq: 1, text: 'many keys', ...extra })
}

/** What `packBundle` makes of messages, taken apart again by the text of the specification. @param {any} bundle the module @param {readonly Named[]} messages @param {readonly Buffer[]} blobs */
function pack(bundle, messages, blobs) {
	const packed = bundle.packBundle({
		messages: messages.map(({ message }) => ({
			payload: new Uint8Array(message.subarray(0, -64)),
			signature: new Uint8Array(message.subarray(-64)),
		})),
		blobs: blobs.map((bytes) => ({ hash: hex(sha256(bytes)), bytes: new Uint8Array(bytes) })),
	})
	return openBundle(packed)
}

/** The messages of a section, in its order, as their writer signed them. @param {Section} section */
function messagesOf(section) {
	if ('body' in section) return []
	return readSection(section).payloads.map((payload, i) => Buffer.concat([payload, section.signatures.subarray(64 * i, 64 * i + 64)]))
}

/**
 * What a reader makes of bytes, in the form of the vectors: names of messages that prove themselves, hashes of attachments, and codes for all else.
 *
 * @param {any} unpacked
 * @param {(message: any) => Promise<unknown>} prove
 * @param {ReadonlyMap<string, string>} names
 */
async function outcomes(unpacked, prove, names) {
	const messages = await Promise.all(
		unpacked.items.map(async (/** @type {any} */ item) => {
			if (!item.ok) return item.error.code
			try {
				await prove(item.unverified)
				return names.get(item.unverified.id) ?? `a message that is not in the list: ${item.unverified.id}`
			} catch (/** @type {any} */ error) {
				return error.code
			}
		}),
	)
	return {
		code: unpacked.damage?.code,
		messages,
		attachments: unpacked.blobs.map((/** @type {any} */ blob) =>
			blob.ok ? blob.hash : blob.hash === undefined ? blob.error.code : `${blob.hash} ${blob.error.code}`,
		),
		skipped: unpacked.skipped.map((/** @type {any} */ { type, length }) => ({ type, length })),
	}
}

export async function makeBundles() {
	const bundle = Object.assign({}, ...(await Promise.all(['pack', 'unpack', 'read'].map((name) => library(`bundle/${name}.js`)))))
	const { verifyDecoded } = await library('message/verify.js')
	const example = named('example', anna, EXAMPLE)
	const talk = conversation()
	const whole = wholeMessage()
	const all = [example, ...talk, whole, ...TRIO]
	const names = new Map(all.map(({ id, name }) => [id, name]))

	/** @type {readonly (readonly [name: string, comment: string, messages: readonly Named[], attachments: readonly Buffer[]])[]} */
	const sets = [
		['nothing', 'A bundle without sections is valid. Its hash is that of no bytes.', [], []],
		['the example of section 1', 'One message.', [example], []],
		['a post and two replies', 'The root by its list, then derived from the parent.', TRIO, []],
		[
			'a conversation',
			'All kinds, two logs, tables of several entries, references to messages inside and outside, revisions, times that run backwards.',
			talk,
			[],
		],
		['a message with very many keys', 'It travels whole.', [whole, ...TRIO], []],
		['two attachments', 'By their hashes. There is no section for no messages.', [], ATTACHMENTS],
		['messages and attachments', 'Messages first.', TRIO, ATTACHMENTS],
	]
	const bundles = sets.map(([name, comment, messages, blobs]) => {
		const sections = pack(bundle, [...messages].reverse(), [...blobs].reverse())
		if (name === 'a post and two replies')
			agree(`bundles, "${name}": the content by hand`, describeSection(TRIO_CONTENT), describeSection(/** @type {Section} */ (sections[0])))
		const inside = sections.flatMap(messagesOf)
		agree(`bundles, "${name}": the set of messages`, messages.map(({ message }) => hex(message)).sort(), inside.map(hex).sort())
		const bytes = closeBundle(sections)
		const read = bundle.unpackBundle(new Uint8Array(bytes))
		agree(
			`bundles, "${name}": what is read`,
			[undefined, inside.map(hex)],
			[read.damage?.code, read.items.map((/** @type {any} */ { unverified }) => hex(unverified.payload) + hex(unverified.signature))],
		)
		return {
			name,
			comment,
			messages: inside.map((message) => names.get(hex(sha256(message.subarray(0, -64))))),
			...(blobs.length > 0
				? { attachments: read.blobs.map((/** @type {any} */ { hash, bytes: content }) => ({ hash, bytes: longHex(content) })) }
				: {}),
			sections: sections.map(describeSection),
			hash: hex(contentHash(sections)),
			bundle: longHex(bytes),
		}
	})

	const check = async (/** @type {string} */ name, /** @type {Buffer} */ bytes, /** @type {any} */ thought) => {
		const given = await outcomes(bundle.unpackBundle(new Uint8Array(bytes)), verifyDecoded, names)
		const { code, messages = [], attachments = [], skipped = [] } = thought
		const plain = (/** @type {any} */ outcome) =>
			typeof outcome === 'string' ? outcome : outcome.hash === undefined ? outcome.code : `${outcome.hash} ${outcome.code}`
		agree(`bundles, "${name}"`, { code, messages: messages.map(plain), attachments: attachments.map(plain), skipped }, given)
	}
	const readable = []
	for (const { name, comment, bytes, ...thought } of READABLE) {
		await check(name, bytes, thought)
		readable.push({ name, comment, ...thought, bundle: longHex(bytes) })
	}
	const refused = REFUSED.map(({ name, reason, code, bytes }) => {
		let given
		try {
			bundle.unpackBundle(new Uint8Array(bytes))
		} catch (/** @type {any} */ error) {
			given = error.code
		}
		agree(`bundles, refused, "${name}"`, code, given)
		return { name, reason, code, bundle: longHex(bytes) }
	})
	const damaged = []
	for (const { name, reason, code, bytes, ...thought } of [...DAMAGED_CONTAINERS, ...DAMAGED_MESSAGES]) {
		await check(name, bytes, { code, ...thought })
		damaged.push({ name, reason, ...(code === undefined ? {} : { code }), ...thought, bundle: longHex(bytes) })
	}
	const files = FILES.map(({ name, comment, bytes, items }) => {
		const given = [...bundle.readBundles(new Uint8Array(bytes))].map(
			(/** @type {any} */ { type, offset, length, item, bundle: inner, error }) => ({
				type,
				offset,
				length,
				...(type === 'message' ? { message: item.ok ? names.get(item.unverified.id) : item.error.code } : {}),
				...(type === 'bundle'
					? { messages: inner.items.map((/** @type {any} */ one) => (one.ok ? names.get(one.unverified.id) : one.error.code)) }
					: {}),
				...(type === 'skipped' ? { code: error.code } : {}),
			}),
		)
		agree(
			`bundles, files, "${name}"`,
			items.map(({ reason: _, ...item }) => item),
			given,
		)
		return { name, comment, items, file: longHex(bytes) }
	})
	return {
		messages: all.map(({ name, id, message }) => ({ name, id, message: longHex(message) })),
		bundles,
		readable,
		refused,
		damaged,
		files,
	}
}
