import { inspect } from 'node:util'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { concatBytes, encodeUtf8, fromHex, toHex } from '../../src/bytes.js'
import type { NodeCrypto } from '../../src/crypto/runtime.js'
import { nodeCrypto } from '../../src/crypto/runtime.js'
import type { Identity } from '../../src/crypto/signer.js'
import { createIdentity, exportSecret, importIdentity } from '../../src/crypto/signer.js'
import { sodiumNativeIdentity } from '../../src/crypto/sodium-native.js'
import { bytesOf } from './make-cases.js'

afterEach(() => {
	vi.unstubAllGlobals()
	vi.restoreAllMocks()
})

/** As on a runtime without node:crypto. The keys are made before the promise is returned, so the stub is gone before anything else runs. */
function importPortably(secret: Uint8Array): Promise<Identity> {
	vi.stubGlobal('process', undefined)
	try {
		return importIdentity(secret)
	} finally {
		vi.unstubAllGlobals()
	}
}

const WAYS: readonly (readonly [string, (secret: Uint8Array) => Promise<Identity>])[] = [
	['node:crypto', importIdentity],
	['portable code', importPortably],
	['sodium-native', async (secret) => sodiumNativeIdentity(await importIdentity(secret))],
]

/** RFC 8032, 7.1: secret key, public key, message, signature. */
const RFC_8032: readonly (readonly [string, string, string, string])[] = [
	[
		'9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
		'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
		'',
		'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
	],
	[
		'4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
		'3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
		'72',
		'92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
	],
	[
		'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
		'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
		'af82',
		'6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
	],
]

describe.each(WAYS)('an identity by %s', (_, open) => {
	it.each(RFC_8032)('has the key and signature of RFC 8032 for secret %s', async (secret, publicKey, message, signature) => {
		const identity = await open(bytesOf(secret))
		expect(identity.author).toBe(publicKey)
		expect(toHex(identity.sign(bytesOf(message)))).toBe(signature)
	})

	it('signs with plain bytes in memory of their own', async () => {
		const signature = (await open(new Uint8Array(32).fill(1))).sign(Uint8Array.of(1))
		expect(signature.constructor).toBe(Uint8Array)
		expect(signature.buffer.byteLength).toBe(64)
	})

	it('keeps a copy of the secret, and gives copies away', async () => {
		const secret = new Uint8Array(32).fill(5)
		const identity = await open(secret)
		const before = toHex(identity.sign(Uint8Array.of(1)))
		secret.fill(0)
		exportSecret(identity).fill(0)
		expect(exportSecret(identity)).toEqual(new Uint8Array(32).fill(5))
		expect(toHex(identity.sign(Uint8Array.of(1)))).toBe(before)
	})

	it.each(['text', [1, 2, 3], undefined, new Uint16Array(2)])('does not sign %j, which is no bytes', async (bytes) => {
		const identity = await open(new Uint8Array(32).fill(5))
		expect(() => identity.sign(bytes as unknown as Uint8Array)).toThrow(expect.objectContaining({ code: 'argument-invalid' }))
	})
})

it('portable code and node:crypto give the same keys and the same signatures', async () => {
	await fc.assert(
		fc.asyncProperty(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.uint8Array({ maxLength: 300 }), async (secret, message) => {
			const [native, portable] = [await importIdentity(secret), await importPortably(secret)]
			expect(portable.author).toBe(native.author)
			expect(toHex(portable.sign(message))).toBe(toHex(native.sign(message)))
		}),
		{ seed: 3, numRuns: 40 },
	)
})

it('a node:crypto that refuses Ed25519 leaves the work to portable code', async () => {
	const [secret, publicKey, message, signature] = RFC_8032[1] as (typeof RFC_8032)[number]
	const refuse = (): never => {
		throw new Error('not allowed by policy')
	}
	vi.stubGlobal('process', { getBuiltinModule: () => ({ createPrivateKey: refuse, createPublicKey: refuse }) })
	const importing = importIdentity(bytesOf(secret))
	vi.unstubAllGlobals()
	const identity = await importing
	expect(identity.author).toBe(publicKey)
	expect(toHex(identity.sign(bytesOf(message)))).toBe(signature)
})

it('signs a copy of the bytes, for memory that another thread may change meanwhile', async () => {
	const native = nodeCrypto()
	if (native === undefined) throw new Error('these tests run on Node')
	const seen: Uint8Array[] = []
	const watching: NodeCrypto = {
		createHash: (algorithm) => native.createHash(algorithm),
		createPublicKey: (from) => native.createPublicKey(from),
		createPrivateKey: (from) => native.createPrivateKey(from),
		sign: (algorithm, bytes, key) => {
			seen.push(bytes)
			return native.sign(algorithm, bytes, key)
		},
		verify: () => false,
	}
	vi.stubGlobal('process', { getBuiltinModule: () => watching })
	const importing = importIdentity(new Uint8Array(32).fill(1))
	vi.unstubAllGlobals()
	const shared = new Uint8Array(new SharedArrayBuffer(3))
	;(await importing).sign(shared)
	expect(seen).toEqual([new Uint8Array(3)])
	expect(seen[0]?.buffer).toBeInstanceOf(ArrayBuffer)
})

describe('createIdentity', () => {
	it('makes a new key each time', async () => {
		const authors = await Promise.all(Array.from({ length: 20 }, async () => (await createIdentity()).author))
		expect(new Set(authors).size).toBe(20)
		for (const author of authors) expect(author).toMatch(/^[0-9a-f]{64}$/)
	})

	it('takes the bytes of a given source as the secret', async () => {
		const asked: number[] = []
		const identity = await createIdentity({
			random: (length) => {
				asked.push(length)
				return new Uint8Array(length).fill(6)
			},
		})
		expect(asked).toEqual([32])
		expect(exportSecret(identity)).toEqual(new Uint8Array(32).fill(6))
	})

	it('refuses a source that gives nothing but zeros', async () => {
		await expect(createIdentity({ random: (length) => new Uint8Array(length) })).rejects.toMatchObject({ code: 'random-unavailable' })
	})

	it.each([0, 31, 33])('refuses a source that gives %d bytes', async (length) => {
		await expect(createIdentity({ random: () => new Uint8Array(length).fill(1) })).rejects.toMatchObject({ code: 'key-invalid' })
	})

	it('says what to do on a runtime without random bytes', async () => {
		vi.stubGlobal('crypto', undefined)
		await expect(createIdentity()).rejects.toMatchObject({ code: 'random-unavailable' })
	})
})

describe('a secret', () => {
	const secret = Uint8Array.from({ length: 32 }, (_, index) => 0x91 + 3 * index)
	/** Every usual way to write it, also in part. */
	const written = [
		toHex(secret.subarray(0, 8)),
		toHex(secret.subarray(0, 8)).toUpperCase(),
		toHex(secret.subarray(0, 4)).replace(/..(?=.)/g, '$& '),
		secret.subarray(0, 6).join(','),
		secret.subarray(0, 6).join(', '),
		btoa(String.fromCharCode(...secret)).slice(0, 12),
		String.fromCharCode(...secret.subarray(0, 6)),
	]
	const expectHidden = (text: string): void => {
		for (const form of written) expect(text).not.toContain(form)
	}

	it('would be found by this test', () => {
		expect(() => expectHidden(JSON.stringify({ secret: toHex(secret) }))).toThrow()
		expect(() => expectHidden(inspect({ secret }, { maxArrayLength: null }))).toThrow()
		expect(() => expectHidden(inspect(Buffer.from(secret)))).toThrow()
		expect(() => expectHidden(String(secret))).toThrow()
	})

	it.each(WAYS)('of an identity by %s does not show', async (_, open) => {
		const identity = await open(secret)
		expect(JSON.stringify(identity)).toBe(JSON.stringify({ author: identity.author }))
		expect(Object.keys(identity)).toEqual(['author', 'sign'])
		expect(Reflect.ownKeys(identity)).toEqual(['author', 'sign'])
		expect(Reflect.ownKeys(identity.sign).every((key) => key === 'name' || key === 'length')).toBe(true)
		expect(Object.isFrozen(identity)).toBe(true)
		expect(Object.getPrototypeOf(identity)).toBe(Object.prototype)
		expectHidden(String(identity))
		expectHidden(String(identity.sign))
		expectHidden(
			inspect(identity, { showHidden: true, depth: Number.POSITIVE_INFINITY, getters: true, maxArrayLength: null, showProxy: true }),
		)
		expect(() => structuredClone(identity)).toThrow()

		const lines: string[] = []
		vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => lines.push(String(chunk)) > 0)
		const { Console } = await import('node:console')
		new Console(process.stdout).log(identity, { inside: { identity } })
		new Console(process.stdout).dir(identity, { showHidden: true, depth: null })
		vi.restoreAllMocks()
		expect(lines.join('')).toContain(identity.author)
		expectHidden(lines.join(''))
	})

	it('is exported only from the identity itself, not from a copy or a foreign signer', async () => {
		const identity = await importIdentity(secret)
		expect(exportSecret(identity)).toEqual(secret)
		for (const other of [{ ...identity }, { author: identity.author, sign: () => new Uint8Array(64) }, undefined, null, 'identity']) {
			expect(() => exportSecret(other as unknown as Identity)).toThrow(
				expect.objectContaining({ name: 'BudkavleError', code: 'key-invalid' }),
			)
		}
		expect((await importIdentity(exportSecret(identity))).author).toBe(identity.author)
	})

	it.each([
		['31 bytes', secret.subarray(0, 31)],
		['33 bytes', concatBytes(secret, Uint8Array.of(1))],
		['64 bytes, with the public key', concatBytes(secret, secret)],
		['no bytes', new Uint8Array(0)],
		['hex', toHex(secret)],
		['an array', [...secret]],
		['an ArrayBuffer', secret.slice().buffer],
		['a Uint16Array', new Uint16Array(32)],
		['nothing', undefined],
		['null', null],
	])('that is %s is refused without showing it', async (_, wrong) => {
		const error: unknown = await importIdentity(wrong as unknown as Uint8Array).catch((thrown: unknown) => thrown)
		expect(error).toMatchObject({ name: 'BudkavleError', code: 'key-invalid', message: expect.stringContaining('32 bytes') })
		expectHidden(inspect(error, { showHidden: true, depth: Number.POSITIVE_INFINITY }))
	})

	it('is accepted as a Buffer too', async () => {
		expect((await importIdentity(Buffer.from(secret))).author).toBe((await importIdentity(secret)).author)
	})
})

it('fromHex of an author is its public key', async () => {
	const identity = await createIdentity()
	expect(fromHex(identity.author)).toHaveLength(32)
	expect(identity.sign(encodeUtf8('x'))).toHaveLength(64)
})
