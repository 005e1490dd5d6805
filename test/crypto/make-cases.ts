/**
 * Makes the signature cases of this project (`vectors/signatures.json`) and the constants of the self-test (`src/crypto/self-test.ts`).
 * Every verdict follows from how the case was built, by the arithmetic in the comments, and never from running a verification.
 * The results are the same on every run; `own-cases.test.ts` compares them with the file, and `node tools/make-vectors.mjs` writes it anew.
 */
import { Point } from '@noble/ed25519'
import { sha512 } from '@noble/hashes/sha2.js'
import { concatBytes, encodeUtf8, fromHex, toHex } from '../../src/bytes.js'

export type Reason =
	| 'the equation holds'
	| 'the equation does not hold'
	| 'only the cofactored equation holds'
	| 'S is not below L'
	| 'A is of small order'
	| 'R is of small order'
	| 'A is not canonical'
	| 'R is not canonical'
	| 'A is not on the curve'
	| 'R is not on the curve'
	| 'a length is wrong'

export interface SignatureCase {
	/** What is special about the case; unique. */
	readonly name: string
	/** The part of SPEC 4.3 that decides. */
	readonly reason: Reason
	readonly valid: boolean
	/** Hex, like the message and the signature. */
	readonly publicKey: string
	readonly message: string
	/** How many times `message` stands in a row; once where it is absent. */
	readonly repeat?: number
	readonly signature: string
}

export function messageOf(one: SignatureCase): Uint8Array {
	return bytesOf(one.message.repeat(one.repeat ?? 1))
}

export function bytesOf(hex: string): Uint8Array {
	const bytes = fromHex(hex)
	if (bytes === undefined) throw new Error(`not hex: ${hex}`)
	return bytes
}

/** The order of the base point B. */
const L: bigint = Point.CURVE().n
const P: bigint = Point.CURVE().p
/** The bit of an encoded point that holds the sign of x. */
const SIGN: bigint = 1n << 255n
/** T, a point of order 8: every point of small order is one of its multiples 0 to 7. */
const T: Point = Point.fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05')

function times(point: Point, factor: bigint): Point {
	return point.multiply(factor, false)
}

function integer(bytes: Uint8Array): bigint {
	return BigInt(`0x${toHex(bytes.slice().reverse())}`)
}

function bytes32(value: bigint): Uint8Array {
	return bytesOf(value.toString(16).padStart(64, '0')).reverse()
}

/** A number below L that is the same on every run. */
function scalar(label: string): bigint {
	return integer(sha512(encodeUtf8(`budkavle case: ${label}`))) % L
}

/** A = a·B + i·T and R = r·B + j·T, and the bytes that are to stand for them. */
interface Made {
	readonly a: bigint
	readonly i: bigint
	readonly r: bigint
	readonly j: bigint
	readonly keyBytes: Uint8Array
	readonly rBytes: Uint8Array
}

function make(label: string, over: Partial<Made> = {}): Made {
	const { a = scalar(`${label}, a`), i = 0n, r = scalar(`${label}, r`), j = 0n } = over
	const encode = (b: bigint, t: bigint): Uint8Array => times(Point.BASE, b).add(times(T, t)).toBytes()
	return { a, i, r, j, keyBytes: over.keyBytes ?? encode(a, i), rBytes: over.rBytes ?? encode(r, j) }
}

interface Signed {
	readonly publicKey: Uint8Array
	readonly message: Uint8Array
	readonly signature: Uint8Array
}

function signed(made: Made, message: Uint8Array): Signed & { readonly hash: bigint } {
	const hash = integer(sha512(concatBytes(made.rBytes, made.keyBytes, message)))
	const s = (made.r + (hash % L) * made.a) % L
	return { publicKey: made.keyBytes, message, signature: concatBytes(made.rBytes, bytes32(s)), hash }
}

/** Tries messages in turn until the hash of the equation comes out as wanted: a label and a number, or just one byte. */
function search(label: string | undefined, made: Made, wanted: (hash: bigint) => boolean): Signed {
	for (let round = 0; round < 256; round++) {
		const found = signed(made, label === undefined ? Uint8Array.of(round) : encodeUtf8(`${label}, ${round}`))
		if (wanted(found.hash)) return found
	}
	throw new Error(`no message brings about "${label}"`)
}

/**
 * S = r + k·a gives S·B - k·A = r·B - k·i·T. Eight times that is eight times R, always; it is R itself if and only if k·i + j = 0 (mod 8).
 * Where R or A is written in another way than the canonical one, this is what a reader sees who takes it for the point.
 */
function holds(made: Made, k: bigint): boolean {
	return (k * made.i + made.j) % 8n === 0n
}

const holding = (label: string, made: Made): Signed => search(label, made, (hash) => holds(made, hash % L))
const failing = (label: string, made: Made): Signed => search(label, made, (hash) => !holds(made, hash % L))
/** Where taking the hash as it is, without the modulus L, gives the other verdict. */
const reducing = (label: string | undefined, made: Made, verdict: boolean): Signed =>
	search(label, made, (hash) => holds(made, hash % L) === verdict && holds(made, hash) !== verdict)

function flip(bytes: Uint8Array, bit: number): Uint8Array {
	const flipped = bytes.slice()
	flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7))
	return flipped
}

function withS(signature: Uint8Array, change: (s: bigint) => bigint): Uint8Array {
	return concatBytes(signature.subarray(0, 32), bytes32(change(integer(signature.subarray(32)))))
}

interface Encoding {
	readonly bytes: Uint8Array
	readonly multiple: bigint
	readonly canonical: boolean
	readonly name: string
}

/** All fourteen ways to write a point of small order in 32 bytes, with the multiple of T that a lax reader sees. */
export function smallOrderEncodings(): readonly Encoding[] {
	const encodings: Encoding[] = []
	for (let multiple = 0n; multiple < 8n; multiple++) {
		const { x, y } = times(T, multiple).toAffine()
		const signs = x === 0n ? [0n, SIGN] : [(x & 1n) * SIGN]
		for (const sign of signs) {
			const canonical = x !== 0n || sign === 0n
			encodings.push({ bytes: bytes32(y + sign), multiple, canonical, name: `${multiple}·T${canonical ? '' : ' with a sign'}` })
			if (y + P < SIGN)
				encodings.push({
					bytes: bytes32(y + P + sign),
					multiple,
					canonical: false,
					name: `${multiple}·T as y + p${canonical ? '' : ' with a sign'}`,
				})
		}
	}
	return encodings
}

function onCurve(y: bigint): boolean {
	try {
		Point.fromBytes(bytes32(y))
		return true
	} catch {
		return false
	}
}

/** What a changed bit of R, of the key or of S leads to. */
function reasonFor(which: 'R' | 'A' | 'S', bytes: Uint8Array): Reason {
	if (which === 'S') return integer(bytes.subarray(32)) < L ? 'the equation does not hold' : 'S is not below L'
	return onCurve(integer(bytes.subarray(0, 32))) ? 'the equation does not hold' : `${which} is not on the curve`
}

const LOW: readonly bigint[] = Array.from({ length: 19 }, (_, y) => BigInt(y))

/** All cases, in a fixed order. */
export function makeCases(): readonly SignatureCase[] {
	const cases: SignatureCase[] = []
	const put = (name: string, reason: Reason, one: Signed, repeat?: number): void => {
		const shown = {
			publicKey: toHex(one.publicKey),
			message: toHex(one.message),
			...(repeat === undefined ? {} : { repeat }),
			signature: toHex(one.signature),
		}
		cases.push({ name, reason, valid: reason === 'the equation holds', ...shown })
	}

	const plain = make('plain')
	const text = encodeUtf8('The well by the church is safe again.')
	const good = signed(plain, text)
	put('a sentence', 'the equation holds', good)
	put('an empty message', 'the equation holds', signed(plain, new Uint8Array(0)))
	put('one zero byte', 'the equation holds', signed(plain, new Uint8Array(1)))
	for (const length of [51, 127, 128, 250, 32_768, 100_000]) {
		const long = signed(plain, new Uint8Array(length).fill(0xa5))
		put(`${length} bytes`, 'the equation holds', { ...long, message: Uint8Array.of(0xa5) }, length)
	}

	for (const bit of [0, 7, 8, 100, 248, 254, 255]) {
		put(`bit ${bit} of R is wrong`, reasonFor('R', flip(good.signature, bit)), { ...good, signature: flip(good.signature, bit) })
		put(`bit ${bit} of the key is wrong`, reasonFor('A', flip(good.publicKey, bit)), { ...good, publicKey: flip(good.publicKey, bit) })
	}
	for (const bit of [0, 1, 8, 100, 200, 248, 252, 253, 254, 255]) {
		const signature = flip(good.signature, 256 + bit)
		put(`bit ${bit} of S is wrong`, reasonFor('S', signature), { ...good, signature })
	}
	for (const bit of [0, 7, 100, text.length * 8 - 1])
		put(`bit ${bit} of the message is wrong`, 'the equation does not hold', { ...good, message: flip(text, bit) })
	put('the message lacks its last byte', 'the equation does not hold', { ...good, message: text.subarray(0, -1) })
	put('the message has one byte more', 'the equation does not hold', { ...good, message: concatBytes(text, new Uint8Array(1)) })
	put('the signature of another message', 'the equation does not hold', { ...good, signature: signed(plain, new Uint8Array(1)).signature })
	put('the key of another author', 'the equation does not hold', { ...good, publicKey: make('another').keyBytes })
	put('-S', 'the equation does not hold', { ...good, signature: withS(good.signature, (s) => L - s) })
	put('-R and -S', 'the equation does not hold', {
		...good,
		signature: flip(
			withS(good.signature, (s) => L - s),
			255,
		),
	})

	for (let multiple = 1n; multiple < 16n; multiple++) {
		put(`S + ${multiple}L`, 'S is not below L', { ...good, signature: withS(good.signature, (s) => s + multiple * L) })
	}
	const special: readonly (readonly [string, bigint, Reason])[] = [
		['S = 0', 0n, 'the equation does not hold'],
		['S = L - 1', L - 1n, 'the equation does not hold'],
		['S = L', L, 'S is not below L'],
		['S = L + 1', L + 1n, 'S is not below L'],
		['S = 2^256 - 1', (1n << 256n) - 1n, 'S is not below L'],
	]
	for (const [name, s, reason] of special) put(name, reason, { ...good, signature: withS(good.signature, () => s) })

	const smallBoth = make('small both', { a: 0n, r: 0n })
	for (const { bytes, multiple, canonical, name } of smallOrderEncodings()) {
		// The equation holds for whoever lets the encoding pass, so that nothing but the check refuses it.
		const key = make(`A = ${name}`, { a: 0n, i: multiple, keyBytes: bytes })
		put(`A = ${name}`, canonical ? 'A is of small order' : 'A is not canonical', holding(`A = ${name}`, key))
		const point = make(`R = ${name}`, { i: 1n, r: 0n, j: multiple, rBytes: bytes })
		put(`R = ${name}`, canonical ? 'R is of small order' : 'R is not canonical', holding(`R = ${name}`, point))
		const both = { ...smallBoth, i: multiple, keyBytes: bytes, j: multiple, rBytes: bytes }
		put(`A = R = ${name}`, canonical ? 'A is of small order' : 'A is not canonical', holding(`A = R = ${name}`, both))
		const plainKey = make(`R = ${name}, plain key`, { r: 0n, j: multiple, rBytes: bytes })
		put(`R = ${name}, plain key`, canonical ? 'R is of small order' : 'R is not canonical', signed(plainKey, text))
	}

	// Nobody knows a and r for these points, so no equation can be made to hold: only the encoding differs.
	for (const y of LOW) {
		for (const sign of [0n, SIGN]) {
			const bytes = bytes32(P + y + sign)
			const name = `p + ${y}${sign === 0n ? '' : ' with a sign'}`
			put(`the key is ${name}`, 'A is not canonical', { ...good, publicKey: bytes })
			put(`R is ${name}`, 'R is not canonical', { ...good, signature: concatBytes(bytes, good.signature.subarray(32)) })
		}
	}
	for (const y of LOW.filter((low) => !onCurve(low))) {
		put(`the key has y = ${y}`, 'A is not on the curve', { ...good, publicKey: bytes32(y) })
		put(`R has y = ${y}`, 'R is not on the curve', { ...good, signature: concatBytes(bytes32(y), good.signature.subarray(32)) })
	}

	for (let i = 0n; i < 8n; i++) {
		for (let j = 0n; j < 8n; j++) {
			const label = `A with ${i}·T, R with ${j}·T`
			const made = make(label, { i, j })
			// k·i = -j (mod 8) has a solution where every factor 2 of i is in j too; all others only exist for i = 0 = j.
			const solvable = i === 0n ? j === 0n : j % (i & -i) === 0n
			if (solvable) put(`${label}, as it should be`, 'the equation holds', holding(label, made))
			if (i !== 0n || j !== 0n) put(`${label}, times eight`, 'only the cofactored equation holds', failing(label, made))
		}
	}
	const mixed = make('modulus', { i: 1n, j: 3n })
	put('a hash that has to be reduced, valid', 'the equation holds', reducing('modulus, valid', mixed, true))
	put('a hash that has to be reduced, invalid', 'only the cofactored equation holds', reducing('modulus, invalid', mixed, false))

	const lengths: readonly (readonly [string, Uint8Array, Uint8Array])[] = [
		['no signature', good.publicKey, new Uint8Array(0)],
		['half a signature', good.publicKey, good.signature.subarray(0, 32)],
		['a signature of 63 bytes', good.publicKey, good.signature.subarray(0, 63)],
		['a signature of 65 bytes', good.publicKey, concatBytes(good.signature, new Uint8Array(1))],
		['a signature twice', good.publicKey, concatBytes(good.signature, good.signature)],
		['no key', new Uint8Array(0), good.signature],
		['a key of 31 bytes', good.publicKey.subarray(0, 31), good.signature],
		['a key of 33 bytes', concatBytes(good.publicKey, new Uint8Array(1)), good.signature],
	]
	for (const [name, publicKey, signature] of lengths) put(name, 'a length is wrong', { ...good, publicKey, signature })
	put('a signature of zeros', 'R is of small order', { ...good, signature: new Uint8Array(64) })
	put('a key of zeros', 'A is of small order', { ...good, publicKey: new Uint8Array(32) })
	put('a signature of ones', 'S is not below L', { ...good, signature: new Uint8Array(64).fill(0xff) })
	put('a key of ones', 'A is not canonical', { ...good, publicKey: new Uint8Array(32).fill(0xff) })
	return cases
}

/** The constants of `src/crypto/self-test.ts`: points and scalars in hex, the one byte of each message as a number. */
export function makeSelfTest(): Readonly<Record<string, string | number>> {
	const plain = make('self-test')
	// The same a and r everywhere, which no signer may ever do, keep the constants few.
	const mixedKey = make('self-test', { i: 1n })
	const mixedR = make('self-test', { j: 1n })
	const good = signed(plain, Uint8Array.of(0))
	const underMixedKey = reducing(undefined, mixedKey, true)
	const cofactoredKey = reducing(undefined, mixedKey, false)
	const cofactoredR = signed(mixedR, Uint8Array.of(0))
	const s = (one: Signed): string => toHex(one.signature.subarray(32))
	return {
		KEY: toHex(plain.keyBytes),
		MIXED_KEY: toHex(mixedKey.keyBytes),
		OFF_CURVE: toHex(bytes32(LOW.find((y) => !onCurve(y)) as bigint)),
		R: toHex(plain.rBytes),
		MIXED_R: toHex(mixedR.rBytes),
		S: s(good),
		S_PLUS_L: toHex(withS(good.signature, (value) => value + L).subarray(32)),
		MIXED_KEY_S: s(underMixedKey),
		MIXED_KEY_MESSAGE: underMixedKey.message[0] as number,
		COFACTORED_KEY_S: s(cofactoredKey),
		COFACTORED_KEY_MESSAGE: cofactoredKey.message[0] as number,
		COFACTORED_R_S: s(cofactoredR),
	}
}
