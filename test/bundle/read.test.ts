import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { makeWorkload, seededRandom } from '../../bench/workload.js'
import { packBundle } from '../../src/bundle/pack.js'
import { bundlesOf, readBundles } from '../../src/bundle/read.js'
import type { BundleFileItem } from '../../src/bundle/types.js'
import { concatBytes } from '../../src/bytes.js'
import { sha256Hex } from '../../src/crypto/hash.js'
import { LIMITS } from '../../src/limits.js'
import type { Message } from '../../src/message/types.js'
import { aloneBytes } from '../support/message-bytes.js'
import { bundleOf, bytesOf, codeOf, plainSection } from './support.js'

let messages: readonly Message[]
let first: Uint8Array
let second: Uint8Array
let third: Uint8Array
let single: Uint8Array
beforeAll(async () => {
	messages = (await makeWorkload({ messages: 40, seed: 5 })).messages
	first = packBundle({ messages: messages.slice(0, 10) })
	second = packBundle({ messages: messages.slice(10, 25) })
	third = packBundle({ messages: messages.slice(25, 30) })
	const [, , alone] = messages as [Message, Message, Message]
	single = aloneBytes(alone)
})

/** What came, in short: how many messages, or the code. */
function brief(item: BundleFileItem): string {
	if (item.type === 'skipped') return `skipped ${item.length} ${item.error.code}`
	if (item.type === 'message') return `message ${item.item.ok ? item.item.unverified.seq : item.item.error.code}`
	const good = item.bundle.items.filter(({ ok }) => ok).length
	return `bundle ${good}${item.bundle.damage === undefined ? '' : ` ${item.bundle.damage.code}`}`
}

/** Reads, and checks that the items cover the bytes without gap. */
function read(...parts: readonly Uint8Array[]): string[] {
	const bytes = concatBytes(...parts)
	const items = [...readBundles(bytes)]
	let offset = 0
	for (const item of items) {
		expect(item.offset).toBe(offset)
		offset += item.length
	}
	expect(offset).toBe(bytes.length)
	return items.map(brief)
}

async function* pieces(bytes: Uint8Array, sizes: () => number): AsyncGenerator<Uint8Array> {
	for (let at = 0; at < bytes.length; ) {
		const size = sizes()
		// A piece of its own, overwritten afterwards as a reader of files does.
		const piece = bytes.slice(at, at + size)
		at += size
		yield piece
		piece.fill(0xee)
	}
}

async function readPieces(bytes: Uint8Array, sizes: () => number): Promise<BundleFileItem[]> {
	const items: BundleFileItem[] = []
	for await (const item of bundlesOf(pieces(bytes, sizes))) items.push(item)
	return items
}

describe('a file', () => {
	it('[SPEC 7.12] is a sequence of bundles and single messages', () => {
		expect(read(first, second, single, single, third)).toEqual(['bundle 10', 'bundle 15', 'message 1', 'message 1', 'bundle 5'])
		expect(read(single)).toEqual(['message 1'])
		expect(read()).toEqual([])
	})

	it('[SPEC 7.1, 7.12] passes over bundles of other versions as a whole', () => {
		const later = first.slice()
		later[3] = 9
		expect(read(later, second)).toEqual([`skipped ${first.length} bundle-version`, 'bundle 15'])
		expect(read(later.subarray(0, 100), third)).toEqual(['skipped 100 bundle-version', 'bundle 5'])
		expect(read(first, later.subarray(0, 100))).toEqual(['bundle 10', 'skipped 100 bundle-version'])
	})

	it('[SPEC 7.12] is taken up again at the next magic after bytes that are nothing', () => {
		const noise = Uint8Array.from({ length: 300 }, (_, i) => i & 0x7f)
		expect(read(noise, first)).toEqual(['skipped 300 bundle-magic', 'bundle 10'])
		expect(read(first, noise, single, second)).toEqual(['bundle 10', `skipped ${300 + single.length} bundle-magic`, 'bundle 15'])
		expect(read(first, noise)).toEqual(['bundle 10', 'skipped 300 bundle-magic'])
		expect(read(noise)).toEqual(['skipped 300 bundle-magic'])
		// Beginnings of a magic, and magics behind which no bundle can stand.
		expect(read(Uint8Array.of(0xd7))).toEqual(['skipped 1 bundle-truncated'])
		expect(read(first, Uint8Array.of(0xd7, 0x42))).toEqual(['bundle 10', 'skipped 2 bundle-truncated'])
		expect(read(Uint8Array.of(0xd7, 0xd7, 0x42, 0xd7), second)).toEqual(['skipped 4 bundle-magic', 'bundle 15'])
		const huge = bytesOf([0xd7, 0x42, 0x4b, 1], LIMITS.bundle, [1, 2, 3])
		expect(read(huge, huge, second)).toEqual([`skipped ${2 * huge.length} bundle-too-large`, 'bundle 15'])
	})

	it('[SPEC 7.12] loses only the bundle that was cut off, wherever that was', () => {
		for (let length = 4; length < second.length; length += length < second.length - 20 ? 23 : 1) {
			const [before, cut, after, ...more] = read(first, second.subarray(0, length), third)
			expect([before, after, more]).toEqual(['bundle 10', 'bundle 5', []])
			expect(cut).toMatch(/^bundle \d+ bundle-truncated$/)
		}
		expect(read(first, second.subarray(0, -9), third, first)[1]).toBe('bundle 14 bundle-truncated')
		expect(read(first, second.subarray(0, -1))).toEqual(['bundle 10', 'bundle 15 bundle-truncated'])
	})

	it('[SPEC 7.12] loses only the bundle that was damaged', () => {
		for (let at = 8; at < second.length; at += 31) {
			const damaged = second.slice()
			damaged[at] = (damaged[at] as number) ^ 0x10
			const items = read(first, damaged, third)
			expect([items[0], items.at(-1)]).toEqual(['bundle 10', 'bundle 5'])
			expect(items.length).toBeLessThanOrEqual(4)
		}
	})

	it('[SPEC 7.12] does not take an attachment for a bundle, in a bundle that is sound or damaged elsewhere', () => {
		const blob = { hash: sha256Hex(third), bytes: third }
		const outer = packBundle({ messages: messages.slice(0, 10), blobs: [blob] })
		expect(read(outer, second)).toEqual(['bundle 10', 'bundle 15'])
		const damaged = outer.slice()
		damaged[damaged.length - 1] = (damaged.at(-1) as number) ^ 1
		expect(read(damaged, second)).toEqual(['bundle 10 bundle-hash', 'bundle 15'])
	})

	it('[SPEC 7.12] gives the reason for a single message that is wrong', () => {
		expect(read(single.subarray(0, -1))).toEqual(['message bundle-truncated'])
		expect(read(single.subarray(0, 30))).toEqual(['message cbor-truncated'])
		const wrong = single.slice()
		wrong[2] = 0x18
		expect(read(wrong, first)[0]).toMatch(/^message cbor-/)
		expect(read(wrong, first)[1]).toBe('bundle 10')
		expect(read(concatBytes(bytesOf([0xa1, 0x00, 0x00]), new Uint8Array(64)), first)).toEqual(['message field-missing', 'bundle 10'])
		const large = concatBytes(bytesOf([0xa1, 0x0e, 0x59, 0x9c, 0x40]), new Uint8Array(40_064).fill(0x61))
		expect(read(large, first)).toEqual(['message message-too-large', 'bundle 10'])
	})

	it('bounds how often it takes up reading inside of damaged bundles', () => {
		// Each is cut off and holds all that follow, each of which seems to be a bundle that goes on beyond the end of the file.
		const part = bytesOf([0xd7, 0x42, 0x4b, 1], 2_000_012, [3], 2_000_000, new Uint8Array(20))
		const items = read(...Array.from({ length: 3000 }, () => part))
		expect(items).toEqual(Array.from({ length: 65 }, () => 'bundle 0 bundle-truncated'))
	})

	it('is no text and no list', () => {
		expect(codeOf(() => readBundles('D7424B' as never))).toBe('argument-invalid')
		expect(codeOf(() => readBundles([0xd7, 0x42, 0x4b] as never))).toBe('argument-invalid')
	})

	it('is read only as far as it is asked for', () => {
		const iterator = readBundles(concatBytes(first, second))[Symbol.iterator]()
		expect(brief((iterator.next() as IteratorYieldResult<BundleFileItem>).value)).toBe('bundle 10')
	})
})

describe('a stream', () => {
	it('[SPEC 7.12] gives the same items as a file, however it is cut', async () => {
		const later = first.slice()
		later[3] = 2
		const noise = Uint8Array.from({ length: 100 }, (_, i) => (i * 7) & 0x7f)
		const empty = bundleOf()
		const skipped = bundleOf(plainSection(5, noise))
		const parts = fc.array(fc.constantFrom('first', 'cut', 'third', 'single', 'noise', 'later', 'empty', 'skipped', 'magic'), {
			minLength: 1,
			maxLength: 6,
		})
		const named: Readonly<Record<string, Uint8Array>> = {
			first,
			cut: second.subarray(0, 900),
			third,
			single,
			noise,
			later,
			empty,
			skipped,
			magic: first.subarray(0, 3),
		}
		await fc.assert(
			fc.asyncProperty(parts, fc.nat(), fc.constantFrom(1, 3, 50, 5000), async (names, seed, most) => {
				const bytes = concatBytes(...names.map((name) => named[name] as Uint8Array))
				const random = seededRandom(seed)
				const items = await readPieces(bytes, () => 1 + Math.floor(random() * most))
				expect(items).toEqual([...readBundles(bytes)])
			}),
			{ seed: 91, numRuns: 60 },
		)
	})

	it('ends early without an error, and closes its source', async () => {
		let closed = false
		async function* source(): AsyncGenerator<Uint8Array> {
			try {
				yield first
				yield second
			} finally {
				closed = true
			}
		}
		for await (const item of bundlesOf(source())) {
			expect(brief(item)).toBe('bundle 10')
			break
		}
		expect(closed).toBe(true)
	})

	it('passes on what its source throws, and refuses pieces that are no bytes', async () => {
		async function* broken(): AsyncGenerator<Uint8Array> {
			yield first
			throw new RangeError('disk')
		}
		await expect(collect(bundlesOf(broken()))).rejects.toThrow(RangeError)
		await expect(collect(bundlesOf(['D7424B'] as never))).rejects.toMatchObject({ code: 'argument-invalid' })
	})

	it('holds no more than a bundle, however long it is', async () => {
		let most = 0
		const random = seededRandom(1)
		async function* long(): AsyncGenerator<Uint8Array> {
			for (let i = 0; i < 100; i++) {
				// Without a magic: as long as nothing ends, nothing is kept.
				yield Uint8Array.from({ length: 65_536 }, () => Math.floor(random() * 128))
				most = Math.max(most, process.memoryUsage().arrayBuffers)
			}
		}
		const before = process.memoryUsage().arrayBuffers
		const items = await collect(bundlesOf(long()))
		expect(items.map(brief)).toEqual(['skipped 6553600 bundle-magic'])
		expect(most - before).toBeLessThan(5_000_000)
	})
})

async function collect(source: AsyncIterable<BundleFileItem>): Promise<BundleFileItem[]> {
	const items: BundleFileItem[] = []
	for await (const item of source) items.push(item)
	return items
}
