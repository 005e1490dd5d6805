/** Which messages of a section are proven, by the text of SPEC 7.14 alone. It expects sections that can be read, whatever they prove. */

import { createPublicKey, verify } from 'node:crypto'
import { readSection } from './bundle-format.mjs'
import { DOMAIN, hex, sha256, unhex } from './kit.mjs'
import { climb } from './proof-tree.mjs'

/** What a payload says of its log, and of a tree. @typedef {{ readonly kind: number, readonly author: string, readonly log: number, readonly seq: number, readonly size: number, readonly head: string, readonly hasEffect: boolean }} Head */

/** Keys of a checkpoint (3.4). */
const CHECKPOINT_KEYS = [0, 1, 2, 3, 4, 5, 27, 28]

/** One item of deterministic CBOR and where it ends. @param {Buffer} bytes @param {number} at @returns {readonly [any, number]} */
function item(bytes, at) {
	const [major, info] = [bytes.readUInt8(at) >> 5, bytes.readUInt8(at) & 31]
	const width = info < 24 ? 0 : 2 ** (info - 24)
	const argument = width === 0 ? info : Number(`0x${bytes.subarray(at + 1, at + 1 + width).toString('hex')}`)
	const start = at + 1 + width
	if (major === 0 || major === 7) return [argument, start]
	if (major === 2 || major === 3) return [hex(bytes.subarray(start, start + argument)), start + argument]
	/** @type {any[]} */
	const items = []
	let end = start
	for (let left = major === 5 ? 2 * argument : argument; left > 0; left--) {
		const [value, next] = item(bytes, end)
		items.push(value)
		end = next
	}
	return [major === 4 ? items : new Map(items.flatMap((key, i) => (i % 2 === 0 ? [[key, items[i + 1]]] : []))), end]
}

/** The fields of a payload by their keys; byte strings and texts in hex. @param {Buffer} payload @returns {Map<number, any>} */
export const fieldsOf = (payload) => item(payload, 0)[0]

/** @param {Buffer} payload @returns {Head} */
function headOf(payload) {
	const map = fieldsOf(payload)
	const hasEffect = [...map.keys()].every((key) => CHECKPOINT_KEYS.includes(key) || key % 2 === 1)
	const [kind, author, log = 0, seq, size, head] = [0, 1, 2, 3, 27, 28].map((key) => map.get(key))
	return { kind, author, log, seq, size, head, hasEffect }
}

/** 4.3, for signatures that were made well or changed. @param {Head} head @param {string} id @param {Buffer} signature */
function holds({ author }, id, signature) {
	const key = createPublicKey({ key: unhex(`302a300506032b6570032100${author}`), format: 'der', type: 'spki' })
	return verify(null, unhex(Buffer.from(DOMAIN, 'ascii').toString('hex') + id), key, signature)
}

/**
 * @param {import('./bundle-format.mjs').MessagesSection} section
 * @returns {readonly { readonly payload: Buffer, readonly id: string, readonly way: number, readonly checkpoint?: string, readonly isProven: boolean }[]} `checkpoint`: the id of the one that it names
 */
export function readProven(section) {
	const { payloads, trees, ways } = readSection(section)
	const messages = payloads.map((payload) => ({ payload, id: hex(sha256(payload)), ...headOf(payload) }))
	const signed = ways.map((way, i) => (way === 0 ? ways.slice(0, i).filter((one) => one === 0).length : undefined))
	const isSigned = messages.map((message, i) => {
		const place = signed[i]
		return place !== undefined && holds(message, message.id, section.signatures.subarray(64 * place, 64 * place + 64))
	})
	const logOf = (/** @type {Head | undefined} */ one) => `${one?.author}/${one?.log}`
	const named = messages.map((message, i) => {
		const own = trees.filter(({ checkpoint }) => messages[checkpoint] !== undefined && logOf(messages[checkpoint]) === logOf(message))
		const way = ways[i] ?? 0
		return way === 0 ? undefined : own[way - 1]
	})
	const proven = new Set()
	for (const tree of trees) {
		const checkpoint = messages[tree.checkpoint]
		if (checkpoint === undefined || checkpoint.kind !== 7 || !checkpoint.hasEffect || isSigned[tree.checkpoint] !== true) continue
		/** @type {Map<number, string>} */
		const leaves = new Map()
		/** @type {Map<number, number>} */
		const indexes = new Map()
		for (const [i, { seq, id }] of messages.entries()) {
			if (named[i] !== tree || seq < 1 || seq > checkpoint.size || leaves.has(seq)) continue
			leaves.set(seq, id)
			indexes.set(seq, i)
		}
		const climbed = climb(checkpoint.size, leaves, tree.hashes.map(hex))
		if (climbed?.head === checkpoint.head) for (const seq of climbed.proven) proven.add(indexes.get(seq))
	}
	return messages.map(({ payload, id }, i) => {
		const tree = named[i]
		const checkpoint = tree === undefined ? undefined : messages[tree.checkpoint]?.id
		return {
			payload,
			id,
			way: ways[i] ?? 0,
			...(checkpoint === undefined ? {} : { checkpoint }),
			isProven: isSigned[i] === true || proven.has(i),
		}
	})
}
