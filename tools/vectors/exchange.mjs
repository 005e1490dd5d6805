/** What exchanges are made of (SPEC 8.8 to 8.12): short ids, cells, estimators, sets, and the bodies of asks and answers. Computed word by word, without the library, and with integers of any size. */

import { createHash } from 'node:crypto'
import { encode } from './cbor.mjs'
import { Disagreement, hex, library, unhex } from './kit.mjs'

const MASK = (1n << 64n) - 1n
const WORD = 2 ** 32

/** @param {bigint} value @param {bigint} by */
const rotate = (value, by) => ((value << by) | (value >> (64n - by))) & MASK

/** SipHash-2-4. @param {Buffer} key @param {Buffer} bytes whole blocks of 8 */
function sipHash(key, bytes) {
	const [k0, k1] = [key.readBigUInt64LE(0), key.readBigUInt64LE(8)]
	let [v0, v1, v2, v3] = [k0 ^ 0x736f6d6570736575n, k1 ^ 0x646f72616e646f6dn, k0 ^ 0x6c7967656e657261n, k1 ^ 0x7465646279746573n]
	/** @param {number} count */
	const rounds = (count) => {
		for (let i = 0; i < count; i++) {
			v0 = (v0 + v1) & MASK
			v1 = rotate(v1, 13n) ^ v0
			v0 = rotate(v0, 32n)
			v2 = (v2 + v3) & MASK
			v3 = rotate(v3, 16n) ^ v2
			v0 = (v0 + v3) & MASK
			v3 = rotate(v3, 21n) ^ v0
			v2 = (v2 + v1) & MASK
			v1 = rotate(v1, 17n) ^ v2
			v2 = rotate(v2, 32n)
		}
	}
	const last = Buffer.alloc(8)
	last[7] = bytes.length
	for (const block of [...Array.from({ length: bytes.length / 8 }, (_, i) => bytes.subarray(8 * i, 8 * i + 8)), last]) {
		const word = block.readBigUInt64LE(0)
		v3 ^= word
		rounds(2)
		v0 ^= word
	}
	v2 ^= 0xffn
	rounds(4)
	return v0 ^ v1 ^ v2 ^ v3
}

/** @param {bigint} value */
function eight(value) {
	const bytes = Buffer.alloc(8)
	bytes.writeBigUInt64LE(value)
	return bytes
}

/** @param {number} x */
function mix(x) {
	let z = BigInt(x)
	z ^= z >> 16n
	z = (z * 0x21f0aaadn) & 0xffffffffn
	z ^= z >> 15n
	z = (z * 0x735a2d97n) & 0xffffffffn
	return Number(z ^ (z >> 15n))
}

/** @param {string} id @param {Buffer} key @param {48 | 64} width */
function shortId(id, key, width) {
	const value = sipHash(key, unhex(id)) & ((1n << BigInt(width)) - 1n)
	const second = sipHash(key, eight(value))
	return { value, check: Number(second & 0xffffffn), seed: Number(second >> 32n) }
}

/** The cells that a short id is in, below `count`. @param {number} seed @param {number} count */
function walk(seed, count) {
	const indexes = []
	for (let i = 0, k = 1; i < count; k++) {
		indexes.push(i)
		const u = (mix((seed + k * 0x9e3779b9) % WORD) + 1) / WORD
		i += Math.max(1, Math.ceil((i + 1.5) * (1 / Math.sqrt(u) - 1)))
	}
	return indexes
}

/** @param {readonly string[]} ids @param {Buffer} key @param {48 | 64} width @param {number} count */
function cellsOf(ids, key, width, count) {
	const checkBytes = count <= 512 ? 2 : 3
	const cells = Array.from({ length: count }, () => ({ value: 0n, check: 0 }))
	for (const { value, check, seed } of ids.map((id) => shortId(id, key, width))) {
		for (const i of walk(seed, count)) {
			const cell = cells[i]
			if (cell === undefined) continue
			cell.value ^= value
			cell.check ^= check
		}
	}
	return Buffer.concat(
		cells.map(({ value, check }) => {
			const checks = Buffer.alloc(4)
			checks.writeUInt32LE(check)
			return Buffer.concat([eight(value).subarray(0, width / 8), checks.subarray(0, checkBytes)])
		}),
	)
}

const SAMPLES = [192, ...Array.from({ length: 13 }, () => 128)]

/** @param {readonly string[]} ids @param {Buffer} key @param {48 | 64} width */
function estimatorOf(ids, key, width) {
	const bits = Buffer.alloc(SAMPLES.reduce((sum, count) => sum + count, 0) / 8)
	for (const { seed } of ids.map((id) => shortId(id, key, width))) {
		const zeros = mix((seed + 0x5bd1e995) % WORD)
			.toString(2)
			.padStart(32, '0')
			.indexOf('1')
		const sample = zeros < 0 || zeros > 13 ? 13 : zeros
		const place =
			SAMPLES.slice(0, sample).reduce((sum, count) => sum + count, 0) + (mix((seed + 0x2545f491) % WORD) % Number(SAMPLES[sample]))
		bits[place >> 3] = Number(bits[place >> 3]) ^ (1 << (place & 7))
	}
	return bits
}

/** @param {readonly number[]} values @param {number} bits */
function setOf(values, bits) {
	const count = values.length
	const rest = Math.max(0, bits - (count <= 1 ? 0 : (count - 1).toString(2).length))
	let text = ''
	let last = -1
	for (const value of values) {
		const difference = value - last - 1
		last = value
		text += `${'1'.repeat(Math.floor(difference / 2 ** rest))}0`
		for (let i = 0; i < rest; i++) text += Math.floor(difference / 2 ** i) % 2
	}
	const bytes = (text.match(/.{1,8}/g) ?? []).map((part) => Number.parseInt([...part].reverse().join(''), 2))
	return Buffer.from([bits, ...varint(count), ...bytes])
}

/** @param {number} value @returns {number[]} */
const varint = (value) => (value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))])

/** @param {number} count */
const idsOf = (count) =>
	Array.from({ length: count }, (_, i) =>
		createHash('sha256')
			.update(`id ${i + 1}`)
			.digest('hex'),
	)

const KEY = Buffer.from(Array.from({ length: 16 }, (_, i) => i))
const TAG = Buffer.from(Array.from({ length: 12 }, (_, i) => 16 * i + 1))
const TAG_KEY = createHash('sha256').update(TAG).digest().subarray(0, 16)

/** @param {Uint8Array} bytes */
const bytesItem = (bytes) => ({ bytes: hex(bytes) })

/** @param {(readonly [number, import('./cbor.mjs').Notation])[]} entries */
const body = (...entries) => encode({ map: entries })

export async function makeExchange() {
	const cellsModule = await library('sketch/cells.js')
	const estimatorModule = await library('sketch/estimator.js')
	const shortIds = await library('sketch/short-ids.js')
	const sets = await library('sketch/short-id-set.js')
	const sections = await library('bundle/exchange-sections.js')
	const { SketchedSet } = await library('sketch/sketched-set.js')
	/** @param {string} what @param {string} thought @param {string} found */
	const agree = (what, thought, found) => {
		if (thought !== found) throw new Disagreement(`exchange, ${what}: thought ${thought}, found ${found}`)
	}

	const short = idsOf(6).flatMap((id, i) =>
		/** @type {const} */ ([48, 64]).map((width) => {
			const { value, check, seed } = shortId(id, KEY, width)
			const one = shortIds.newShortId()
			new shortIds.ShortIds(KEY, width).of(unhex(id), 0, one)
			agree(`short id ${i}`, `${value} ${check} ${seed}`, `${(BigInt(one.high) << 32n) + BigInt(one.low)} ${one.check} ${one.seed}`)
			return {
				name: `id ${i + 1}, ${width} bits`,
				key: hex(KEY),
				id,
				bits: width,
				shortId: hex(eight(value).subarray(0, width / 8)),
				check,
				seed,
				cells: walk(seed, 1000),
			}
		}),
	)

	/** @type {[string, number, 48 | 64, number][]} */
	const SETS = [
		['of nothing', 0, 48, 4],
		['of one id', 1, 48, 16],
		['of ten, under a key that is used again', 10, 64, 24],
		['with checks of two bytes, as many as there may be', 40, 48, 512],
		['with checks of three bytes', 40, 48, 513],
	]
	const cells = SETS.map(([name, count, bits, number]) => {
		const bytes = cellsOf(idsOf(count), KEY, bits, number)
		const set = new SketchedSet(KEY, bits, 8)
		for (const id of idsOf(count)) set.add(unhex(id), 0, 2)
		agree(name, hex(bytes), hex(cellsModule.encodeCells(set.cells(number).cut(), bits)))
		return { name, key: hex(KEY), ids: idsOf(count), bits, count: number, cells: hex(bytes) }
	})

	const estimators = [0, 1, 300].map((count) => {
		const bytes = estimatorOf(idsOf(count), KEY, 48)
		const estimator = new estimatorModule.Estimator()
		const one = shortIds.newShortId()
		for (const id of idsOf(count)) {
			new shortIds.ShortIds(KEY, 48).of(unhex(id), 0, one)
			estimator.toggle(one)
		}
		agree(`estimator of ${count}`, hex(bytes), hex(estimator.bytes()))
		return { name: `of ${count}`, key: hex(KEY), count, estimator: hex(bytes) }
	})

	/** @type {[string, number, number[]][]} */
	const VALUES = [
		['of nothing', 24, []],
		['of one', 25, [5]],
		['of neighbours', 4, [0, 1, 2, 3, 15]],
		['of 48 bits', 48, [0, 2 ** 47, 2 ** 48 - 1]],
		['of fewer bits than tell so many apart', 1, [0, 1]],
	]
	const written = VALUES.map(([name, bits, values]) => {
		const bytes = setOf(values, bits)
		agree(`set ${name}`, hex(bytes), hex(sets.encodeShortIdSet({ bits, values })))
		return { name, bits, values, set: hex(bytes) }
	})

	const oneCell = cellsOf(idsOf(1), TAG_KEY, 48, 1)
	const asks = [
		{ name: 'the shortest', body: hex(body([0, bytesItem(TAG)], [4, bytesItem(oneCell)])) },
		{ name: 'of somebody who has nothing', body: hex(body([0, bytesItem(TAG)], [6, bytesItem(setOf([], 24))])) },
		{
			name: 'with everything that there is',
			body: hex(
				body(
					[0, bytesItem(TAG)],
					[1, 1_790_000_000],
					[2, bytesItem(KEY)],
					[3, 5000],
					[4, bytesItem(cellsOf(idsOf(3), KEY, 64, 16))],
					[
						8,
						{
							map: [
								[6, ['hagby']],
								[8, ['water', 'wells']],
								[10, 1_780_000_000],
							],
						},
					],
				),
			),
		},
		{ name: 'with an odd key that is not known', body: hex(body([0, bytesItem(TAG)], [4, bytesItem(oneCell)], [99, true])) },
	]
	const answers = [
		{ name: 'that everything is told', body: hex(body([0, bytesItem(TAG)])) },
		{ name: 'with wants', body: hex(body([0, bytesItem(TAG)], [4, bytesItem(setOf([7, 9], 30))])) },
		{ name: 'for more cells', body: hex(body([0, bytesItem(TAG)], [6, 32])) },
		{ name: 'with an estimator', body: hex(body([0, bytesItem(TAG)], [1, 300], [8, bytesItem(estimatorOf(idsOf(300), TAG_KEY, 48))])) },
		{ name: 'with a key to ask under', body: hex(body([0, bytesItem(TAG)], [2, bytesItem(KEY)])) },
		{ name: 'that there is more', body: hex(body([0, bytesItem(TAG)], [1, 9000], [10, true])) },
	]
	/** @type {[string, string, string, Buffer][]} */
	const REFUSED = [
		['ask', 'without a tag', 'an ask has a tag of 12 bytes', body([4, bytesItem(oneCell)])],
		['ask', 'with a tag of 11 bytes', 'a tag has 12', body([0, bytesItem(TAG.subarray(1))], [4, bytesItem(oneCell)])],
		['ask', 'with neither cells nor a set', 'nothing is told', body([0, bytesItem(TAG)])],
		['ask', 'with cells and a set', 'it has either', body([0, bytesItem(TAG)], [4, bytesItem(oneCell)], [6, bytesItem(setOf([], 24))])],
		['ask', 'with half a cell', 'cells are whole', body([0, bytesItem(TAG)], [4, bytesItem(oneCell.subarray(1))])],
		[
			'ask',
			'with 513 cells of 8 bytes',
			'more than 512 cells have checks of 3 bytes',
			body([0, bytesItem(TAG)], [4, bytesItem(Buffer.alloc(8 * 513))]),
		],
		[
			'ask',
			'with an even key that is not known',
			'what it means must be understood',
			body([0, bytesItem(TAG)], [4, bytesItem(oneCell)], [98, true]),
		],
		[
			'ask',
			'with a set that announces too many',
			'each takes a bit at least',
			body([0, bytesItem(TAG)], [6, bytesItem(Buffer.from([24, 200, 1, 0]))]),
		],
		['ask', 'with a set of 49 bits', 'short ids of sets have at most 48', body([0, bytesItem(TAG)], [6, bytesItem(Buffer.from([49, 0]))])],
		[
			'ask',
			'with a set beyond its bits',
			'a value of 2 bits is at most 3',
			body([0, bytesItem(TAG)], [6, bytesItem(Buffer.from([2, 1, 0b00011111]))]),
		],
		['answer', 'without a tag', 'an answer has the tag of the ask', body([6, 32])],
		[
			'answer',
			'with an estimator of another size',
			'an estimator has 232 bytes',
			body([0, bytesItem(TAG)], [8, bytesItem(Buffer.alloc(231))]),
		],
		['answer', 'with false where there is no more', 'what is not so is left out', body([0, bytesItem(TAG)], [10, false])],
	]
	const refused = REFUSED.map(([type, name, reason, bytes]) => {
		let code = 'nothing'
		try {
			if (type === 'ask') sections.decodeAsk(bytes)
			else sections.decodeAnswer(bytes)
		} catch (error) {
			code = /** @type {{ code: string }} */ (error).code
		}
		agree(`refused ${name}`, 'bundle-section', code)
		return { name: `${type} ${name}`, reason, code: 'bundle-section', type, body: hex(bytes) }
	})
	return { shortIds: short, cells, estimators, sets: written, asks, answers, refused }
}
