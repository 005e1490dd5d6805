/** vectors/proofs.json: messages without a signature, proven by checkpoints (SPEC 7.14). */

import { closeBundle, contentHash, describeSection, openBundle } from './bundle-format.mjs'
import { agree, hex, library, longHex, unhex } from './kit.mjs'
import { idsUnder, inOrder, messageOf, packable, seqOf, WRITTEN } from './proof-bundles.mjs'
import { DAMAGED_HASHES } from './proof-damaged-hashes.mjs'
import { DAMAGED_LEAVES } from './proof-damaged-leaves.mjs'
import { DAMAGED_SECTIONS } from './proof-damaged-sections.mjs'
import { DAMAGED_TREES } from './proof-damaged-trees.mjs'
import { ANNA, ANNA_ELSEWHERE, BO, CARL, DORA, HAND, SERIES, SHORT } from './proof-logs.mjs'
import { readProven } from './proof-read.mjs'
import { READABLE_PROOFS } from './proof-readable.mjs'
import { hashesFor, walk } from './proof-tree.mjs'
import { WALKS } from './proof-walks.mjs'
import { TRIO } from './trio.mjs'

/** @typedef {import('./bundle-format.mjs').MessagesSection} MessagesSection */
/** @typedef {import('./bundle-containers.mjs').Outcome} Outcome */

/** Messages of logs that nobody holds any more. */
const TAKEN_BACK = ['carl 2']
const NAMED = [ANNA, ANNA_ELSEWHERE, BO, CARL, DORA, SHORT.slice(-1), HAND, TRIO].flat().filter(({ name }) => !TAKEN_BACK.includes(name))
const NAMES = new Map([...SHORT, ...NAMED].map(({ id, name }) => [id, name]))
const nameOf = (/** @type {string} */ id) => NAMES.get(id) ?? `a message that is not in the list: ${id}`

/** Codes of messages that are in order but for their proof. */
const PROOF_CODES = ['unproven', 'signature-invalid']

/** What a reader makes of a bundle, in the form of the vectors. @param {any} modules @param {Uint8Array} bytes */
async function outcomes({ unpackBundle, verifyItems }, bytes) {
	const { items, damage } = unpackBundle(new Uint8Array(bytes))
	const outcomesOf = await verifyItems(items)
	return {
		code: damage?.code,
		messages: outcomesOf.map((/** @type {any} */ one) => (one.ok ? nameOf(one.message.id) : one.error.code)),
	}
}

/** Where the section can be read without the library: which of its messages are proven. @param {Uint8Array} bytes @returns {readonly boolean[] | undefined} */
function provenIn(bytes) {
	try {
		return openBundle(bytes).flatMap((section) => ('body' in section ? [] : readProven(section).map(({ isProven }) => isProven)))
	} catch {
		return undefined
	}
}

/** @param {any} modules */
function makeWalks({ askedFor }) {
	return WALKS.map(([name, comment, size, leaves]) => {
		const asked = walk(size, leaves)
		const given = [
			...askedFor(
				size,
				leaves.map((seq) => seq - 1),
			),
		].map(({ start, count }) => [start + 1, count])
		agree(`proofs, walks, "${name}"`, asked, given)
		return { name, comment, size, leaves: ranges(leaves), asked }
	})
}

/** Ascending seqs as [from, to]. @param {readonly number[]} seqs */
function ranges(seqs) {
	/** @type {[number, number][]} */
	const all = []
	for (const seq of seqs) {
		const last = all.at(-1)
		if (last !== undefined && last[1] === seq - 1) last[1] = seq
		else all.push([seq, seq])
	}
	return all
}

/** @param {any} modules */
async function makeWritten(modules) {
	const made = []
	for (const { name, comment, signed = [], trees } of WRITTEN) {
		const proofs = trees.flatMap(([by, proves]) => {
			const checkpoint = messageOf(by)
			const hashes = modules.encodeSubtrees(idsUnder(checkpoint).map((id) => ({ count: 1, hash: new Uint8Array(unhex(id)) })))
			const proof = { checkpoint: packable(checkpoint), hashes }
			return proves.map((one) => /** @type {const} */ ([one, proof]))
		})
		const proofOf = new Map(proofs)
		const messages = inOrder([...signed, ...trees.map(([by]) => by), ...proofOf.keys()].map(messageOf))
		const given = messages.map((message) => packable(message, proofOf.get(message.name))).reverse()
		const sections = openBundle(modules.packBundle({ messages: given }))
		const section = /** @type {MessagesSection} */ (sections[0])
		const read = readProven(section)
		const provenBy = new Map(trees.flatMap(([by, proves]) => proves.map((one) => [messageOf(one).id, messageOf(by).id])))
		agree(
			`proofs, bundles, "${name}": the messages and what proves them`,
			messages.map(({ id }) => [id, provenBy.get(id), true]),
			read.map(({ id, checkpoint, isProven }) => [id, checkpoint, isProven]),
		)
		agree(
			`proofs, bundles, "${name}": the signatures`,
			messages
				.filter((message) => !proofOf.has(message.name))
				.map(({ message }) => hex(message.subarray(-64)))
				.join(''),
			hex(section.signatures),
		)
		const ordered = trees.map((tree) => tree[0]).sort((a, b) => messages.indexOf(messageOf(a)) - messages.indexOf(messageOf(b)))
		agree(
			`proofs, bundles, "${name}": the order of the trees`,
			ordered,
			trees.map(([by]) => by),
		)
		const hashes = trees.flatMap(([by, proves]) => hashesFor(idsUnder(messageOf(by)), proves.map(messageOf).map(seqOf))).join('')
		const raw = hex(section.streams.raw)
		agree(`proofs, bundles, "${name}": the hashes`, hashes, raw.slice(raw.length - hashes.length))
		const bytes = closeBundle(sections)
		const names = messages.map((message) => message.name)
		agree(`proofs, bundles, "${name}": what is read`, { code: undefined, messages: names }, await outcomes(modules, bytes))
		made.push({
			name,
			comment,
			messages: names,
			trees: trees.map(([checkpoint, proves]) => ({ checkpoint, proves })),
			sections: sections.map(describeSection),
			hash: hex(contentHash(sections)),
			bundle: longHex(bytes),
		})
	}
	return made
}

export async function makeProofs() {
	const paths = ['bundle/pack', 'bundle/unpack', 'bundle/verify-items', 'checkpoint/subtrees', 'checkpoint/walk']
	const modules = Object.assign({}, ...(await Promise.all(paths.map((path) => library(`${path}.js`)))))
	const walks = makeWalks(modules)
	const bundles = await makeWritten(modules)

	/** @param {string} name @param {Buffer} bytes @param {string | undefined} code @param {readonly Outcome[]} messages */
	const check = async (name, bytes, code, messages) => {
		// The reader of the vectors asks for proofs only, so that it can say nothing where something else is wrong.
		const isAsked = messages.every((outcome) => typeof outcome === 'string' || PROOF_CODES.includes(outcome.code))
		const own = isAsked ? provenIn(bytes) : undefined
		if (own !== undefined)
			agree(
				`proofs, "${name}": what is proven`,
				messages.map((outcome) => typeof outcome === 'string'),
				own,
			)
		const thought = messages.map((outcome) => (typeof outcome === 'string' ? outcome : outcome.code))
		agree(`proofs, "${name}"`, { code, messages: thought }, await outcomes(modules, bytes))
	}
	const readable = []
	for (const { name, comment, bytes, messages } of READABLE_PROOFS) {
		await check(name, bytes, undefined, messages)
		readable.push({ name, comment, messages, bundle: longHex(bytes) })
	}
	const damaged = []
	for (const { name, reason, code, bytes, messages = [] } of [
		...DAMAGED_LEAVES,
		...DAMAGED_HASHES,
		...DAMAGED_TREES,
		...DAMAGED_SECTIONS,
	]) {
		await check(name, bytes, code, messages)
		damaged.push({ name, reason, ...(code === undefined ? {} : { code }), messages, bundle: longHex(bytes) })
	}
	return {
		messages: NAMED.map(({ name, id, message }) => ({ name, id, message: longHex(message) })),
		series: [SERIES],
		logs: [ANNA, ANNA_ELSEWHERE, BO, CARL, DORA].map((log) => ({ author: log[0]?.author, log: log[0]?.log, ids: log.map(({ id }) => id) })),
		walks,
		bundles,
		readable,
		damaged,
	}
}
