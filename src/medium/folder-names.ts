/**
 * The names of the files in a folder that is a medium:
 *
 *     SENDER-COUNTER-HASH.budkavle        anna-17-0f1e2d3c4b5a69788796a5b4c3d2e1f0.budkavle
 *
 * The hash, 128 bits of SHA-256 as hexadecimal digits, says what the file holds when it is whole. Between the hash and the ending, programs that synchronise may write what they like about a
 * conflict. The letter case is ignored: some file systems do not keep it.
 */
import { compareStrings } from '../bytes.js'
import { sha256Hex } from '../crypto/hash.js'

export interface FolderFileName {
	/** In lower case. */
	readonly sender: string
	/** Counts the files of one sender. It gives an order to what comes together, and means nothing else. */
	readonly counter: number
	/** 32 lower-case hexadecimal digits. */
	readonly hash: string
}

const HASH_DIGITS = 32
/** Characters, more than file systems allow: longer names are not looked at. */
const LONGEST = 255
const SENDER = /^[a-z0-9][a-z0-9_-]{0,39}$/
/** A counter has at most 15 digits, so that it is a safe integer. What follows the hash must not look like more of it. */
const NAME = /^([a-z0-9][a-z0-9_-]{0,39}?)-(\d{1,15})-([0-9a-f]{32})(?:[^0-9a-z].*)?\.budkavle$/s
/** Counters above this were not written by this library, which counts from 1: going on from them would leave too little room. */
const PLAUSIBLE = 10 ** 14

/** Whether a name may stand for a sender. */
export function isSenderName(name: string): boolean {
	return SENDER.test(name)
}

export function unitHash(unit: Uint8Array): string {
	return sha256Hex(unit).slice(0, HASH_DIGITS)
}

/** What a name says, or `undefined` when the file is none of ours. */
export function parseFileName(name: string): FolderFileName | undefined {
	if (name.length > LONGEST) return undefined
	const found = NAME.exec(name.toLowerCase())
	if (found === null) return undefined
	const [, sender = '', counter = '', hash = ''] = found
	return { sender, counter: Number(counter), hash }
}

export function formatFileName({ sender, counter, hash }: FolderFileName): string {
	return `${sender}-${counter}-${hash}.budkavle`
}

/** While a file is being written. The dot and the ending keep everybody else from reading it. */
export function temporaryName(sender: string, unique: string): string {
	return `.${sender}-${unique}.budkavle-part`
}

/** Whether this is a file that the sender began and did not finish. */
export function isTemporaryOf(sender: string, name: string): boolean {
	const [before, after] = [`.${sender}-`, '.budkavle-part']
	if (name.length > LONGEST || !name.startsWith(before) || !name.endsWith(after)) return false
	return /^[0-9a-f]{16}$/.test(name.slice(before.length, -after.length))
}

/** The counter after all of these. */
export function nextCounter(counters: Iterable<number>): number {
	let highest = 0
	for (const counter of counters) if (counter <= PLAUSIBLE && counter > highest) highest = counter
	return highest + 1
}

/** Senders one after the other, each in the order in which it wrote. */
export function compareFileNames(a: FolderFileName, b: FolderFileName): number {
	return compareStrings(a.sender, b.sender) || a.counter - b.counter || compareStrings(a.hash, b.hash)
}
