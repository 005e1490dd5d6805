import { etc, hashes, verify as nobleVerify, Point } from '@noble/ed25519'
import { sha512 } from '@noble/hashes/sha2.js'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { concatBytes, equalBytes, toHex } from '../../src/bytes.js'
import type { BackendName, SignatureBackend } from '../../src/crypto/backend.js'
import { nobleBackend } from '../../src/crypto/noble.js'
import { nodeBackend } from '../../src/crypto/node.js'
import { admitBackend, defaultBackend, openBackend } from '../../src/crypto/select.js'

afterEach(() => {
	vi.unstubAllGlobals()
	vi.resetModules()
	vi.doUnmock('sodium-native')
	vi.doUnmock('libsodium-wrappers')
})

const integer = (bytes: Uint8Array): bigint => BigInt(`0x${toHex(bytes.slice().reverse())}`)
const { n: L } = Point.CURVE()
const right = nobleBackend()

function times(point: Point, factor: bigint): Point {
	let [sum, power, rest] = [Point.ZERO, point, factor]
	for (; rest > 0n; rest >>= 1n) {
		if (rest & 1n) sum = sum.add(power)
		power = power.double()
	}
	return sum
}

/** 8 times its own inverse modulo L: takes the component of small order from a point and leaves the rest. */
const PURE: bigint = 8n * etc.invert(8n, L)
const pure = (point: Uint8Array): Point => times(Point.fromBytes(point), PURE)

/** S·B - k·A, with the key and the hash taken as given. */
function computed(
	a: Point,
	publicKey: Uint8Array,
	message: Uint8Array,
	signature: Uint8Array,
	reduce: (hash: bigint) => bigint,
): Uint8Array {
	const hash = integer(sha512(concatBytes(signature.subarray(0, 32), publicKey, message)))
	return Point.BASE.multiply(integer(signature.subarray(32)) % L, false)
		.subtract(times(a, reduce(hash)))
		.toBytes()
}

/** Puts what it saw first in the place of what it gets. */
function remembering(part: 'key' | 'R' | 'S'): SignatureBackend['verify'] {
	let first: { readonly key: Uint8Array; readonly signature: Uint8Array } | undefined
	return (key, message, signature) => {
		first ??= { key, signature }
		const r = (part === 'R' ? first.signature : signature).subarray(0, 32)
		const s = (part === 'S' ? first.signature : signature).subarray(32)
		return right.verify(part === 'key' ? first.key : key, message, concatBytes(r, s))
	}
}

/** Each is wrong in one way that a real library is, or could be. */
const WRONG: readonly (readonly [string, SignatureBackend['verify'], RegExp])[] = [
	['accepts everything', () => true, /another message/],
	['refuses everything', () => false, /a valid signature/],
	[
		'throws always',
		() => {
			throw new Error('no')
		},
		/a valid signature/,
	],
	['rejects always', () => Promise.reject(new Error('no')), /a valid signature/],
	['answers something else than true', () => 1 as unknown as boolean, /a valid signature/],
	['promises something else than true', async () => 'yes' as unknown as boolean, /a valid signature/],
	[
		'is cofactored (@noble/ed25519, ZIP 215)',
		(publicKey, message, signature) => {
			hashes.sha512 ??= sha512
			return nobleVerify(signature, message, publicKey)
		},
		/only the cofactored equation holds/,
	],
	[
		'is cofactored (@noble/ed25519, strict)',
		(publicKey, message, signature) => {
			hashes.sha512 ??= sha512
			return nobleVerify(signature, message, publicKey, { zip215: false })
		},
		/only the cofactored equation holds/,
	],
	[
		'refuses keys with a component of small order',
		(publicKey, message, signature) => Point.fromBytes(publicKey).isTorsionFree() && right.verify(publicKey, message, signature),
		/a valid signature under a key with a component of small order/,
	],
	[
		'does not reduce the hash',
		(publicKey, message, signature) => {
			const point = computed(Point.fromBytes(publicKey), publicKey, message, signature, (hash) => hash)
			return equalBytes(point, signature.subarray(0, 32))
		},
		/a valid signature under a key with a component of small order/,
	],
	[
		'takes the component of small order from the key',
		(publicKey, message, signature) => {
			const point = computed(pure(publicKey), publicKey, message, signature, (hash) => hash % L)
			return equalBytes(point, signature.subarray(0, 32))
		},
		/a key with a component of small order, where only the cofactored equation holds/,
	],
	[
		'takes the component of small order from R',
		(publicKey, message, signature) => {
			const point = computed(Point.fromBytes(publicKey), publicKey, message, signature, (hash) => hash % L)
			return equalBytes(point, pure(signature.subarray(0, 32)).toBytes())
		},
		/an R with a component of small order/,
	],
	['always uses the first key', remembering('key'), /another key/],
	['always uses the first R', remembering('R'), /another R/],
	['always uses the first S', remembering('S'), /another S/],
	['forgets the message', (publicKey, _, signature) => right.verify(publicKey, Uint8Array.of(0), signature), /another message/],
	[
		'takes a key off the curve for valid',
		async (publicKey, message, signature) => (publicKey[0] === 2 && publicKey[31] === 0) || right.verify(publicKey, message, signature),
		/off the curve/,
	],
]

describe('admitBackend', () => {
	it.each(WRONG)('refuses one that %s', async (_, verify, named) => {
		const admission = admitBackend({ name: 'wrong', verify })
		await expect(admission).rejects.toMatchObject({ name: 'BudkavleError', code: 'backend-unavailable' })
		await expect(admission).rejects.toThrow(named)
	})

	const reference: SignatureBackend = {
		name: 'reference',
		verify: (publicKey, message, signature) => {
			const point = computed(Point.fromBytes(publicKey), publicKey, message, signature, (hash) => hash % L)
			return equalBytes(point, signature.subarray(0, 32))
		},
	}

	it('admits the arithmetic of which the wrong ones above are made', async () => {
		await expect(admitBackend(reference)).resolves.toMatchObject({ name: 'reference' })
	})

	it('would notice if the check of S before the backends were gone', async () => {
		vi.doMock('../../src/crypto/ed25519.js', () => ({ isAdmissible: () => true }))
		const { admitBackend: admit } = await import('../../src/crypto/select.js')
		vi.doUnmock('../../src/crypto/ed25519.js')
		await expect(admit(reference)).rejects.toThrow(/an S that is not below L/)
	})

	it.each([undefined, null, 'node', {}, { name: 'x', verify: true }])('refuses %j, which is no backend', async (backend) => {
		await expect(admitBackend(backend as unknown as SignatureBackend)).rejects.toMatchObject({ code: 'argument-invalid' })
	})

	it('admits one that throws where the signature is invalid, for then portable code decides', async () => {
		const backend: SignatureBackend = {
			name: 'throwing',
			verify: (publicKey, message, signature) => {
				if (!right.verify(publicKey, message, signature)) throw new Error('invalid')
				return true
			},
		}
		await expect(admitBackend(backend)).resolves.toMatchObject({ name: 'throwing' })
	})

	it('returns what it tested, frozen, and keeps `this`', async () => {
		const backend = {
			name: 'with state',
			calls: 0,
			verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean | Promise<boolean> {
				this.calls++
				return right.verify(publicKey, message, signature)
			},
		}
		const admitted = await admitBackend(backend)
		expect(backend.calls).toBeGreaterThan(5)
		expect(Object.isFrozen(admitted)).toBe(true)
		backend.verify = () => true
		expect(admitted.verify(Point.BASE.toBytes(), Uint8Array.of(1), concatBytes(Point.BASE.toBytes(), new Uint8Array(32)))).toBe(false)
		expect(await admitBackend(admitted)).toBe(admitted)
	})
})

describe('openBackend', () => {
	it.each<BackendName>(['node', 'webcrypto', 'noble'])('opens %s, once', async (name) => {
		const backend = await openBackend(name)
		expect(backend.name).toBe(name)
		expect(await openBackend(name)).toBe(backend)
	})

	it.each(['sodium', '', '__proto__', 'constructor', 'x'.repeat(60)])('knows no backend %j', async (name) => {
		const opening = openBackend(name as BackendName)
		await expect(opening).rejects.toMatchObject({ code: 'backend-unknown', message: expect.stringContaining('node, webcrypto, noble') })
		await expect(opening.catch(({ message }) => message.length)).resolves.toBeLessThan(200)
	})

	it('says that a backend is not there, and finds it later', async () => {
		const { openBackend: open } = await import('../../src/crypto/select.js')
		const { crypto } = globalThis
		vi.stubGlobal('crypto', undefined)
		const opening = open('webcrypto')
		vi.stubGlobal('crypto', crypto)
		await expect(opening).rejects.toMatchObject({ code: 'backend-unavailable' })
		await expect(open('webcrypto')).resolves.toMatchObject({ name: 'webcrypto' })
	})

	it('does not admit a WebCrypto without Ed25519', async () => {
		const { openBackend: open } = await import('../../src/crypto/select.js')
		const importKey = vi.fn(() => Promise.reject(new DOMException('Unrecognized name.', 'NotSupportedError')))
		vi.stubGlobal('crypto', { subtle: { importKey, verify: () => Promise.resolve(true) } })
		await expect(open('webcrypto')).rejects.toMatchObject({ code: 'backend-unavailable' })
		expect(importKey).toHaveBeenCalled()
	})
})

describe('defaultBackend', () => {
	it('is node here, chosen once and shared', async () => {
		const backend = await defaultBackend()
		expect(backend).toBe(await openBackend('node'))
		expect(await defaultBackend()).toBe(backend)
	})

	it('passes over one that fails its self-test', async () => {
		vi.doMock('../../src/crypto/node.js', () => ({ nodeBackend: () => ({ ...nodeBackend(), verify: () => true }) }))
		const { defaultBackend: choose } = await import('../../src/crypto/select.js')
		vi.doUnmock('../../src/crypto/node.js')
		await expect(choose()).resolves.toMatchObject({ name: 'webcrypto' })
	})

	it('says so when nothing is left, and tries again the next time', async () => {
		const broken = { name: 'broken', verify: (): boolean => false }
		let repaired = false
		vi.doMock('../../src/crypto/node.js', () => ({ nodeBackend: () => undefined }))
		vi.doMock('../../src/crypto/webcrypto.js', () => ({ webCryptoBackend: () => broken }))
		vi.doMock('../../src/crypto/noble.js', () => ({ nobleBackend: () => (repaired ? right : broken) }))
		const { defaultBackend: choose } = await import('../../src/crypto/select.js')
		vi.doUnmock('../../src/crypto/node.js')
		vi.doUnmock('../../src/crypto/webcrypto.js')
		vi.doUnmock('../../src/crypto/noble.js')
		await expect(choose()).rejects.toMatchObject({
			code: 'backend-unavailable',
			cause: { code: 'backend-unavailable', message: expect.stringContaining('a valid signature') },
		})
		repaired = true
		await expect(choose()).resolves.toMatchObject({ name: 'noble' })
	})
})

describe('sodiumNative', () => {
	it('says how to get it when it cannot be loaded', async () => {
		vi.doMock('sodium-native', () => {
			throw new Error('not installed')
		})
		const { sodiumNative } = await import('../../src/crypto/sodium-native.js')
		await expect(sodiumNative()).rejects.toMatchObject({
			code: 'backend-unavailable',
			message: expect.stringContaining('npm install sodium-native'),
			cause: expect.any(Error),
		})
	})

	it('names itself', async () => {
		const { verify } = nobleBackend()
		vi.doMock('sodium-native', () => ({
			default: {
				crypto_sign_verify_detached: (signature: Uint8Array, message: Uint8Array, key: Uint8Array) => verify(key, message, signature),
			},
		}))
		const { sodiumNative } = await import('../../src/crypto/sodium-native.js')
		expect((await sodiumNative()).name).toBe('sodium-native')
	})

	it('does not admit a build of libsodium that verifies otherwise', async () => {
		vi.doMock('sodium-native', () => ({ default: { crypto_sign_verify_detached: () => true } }))
		const { sodiumNative } = await import('../../src/crypto/sodium-native.js')
		await expect(sodiumNative()).rejects.toMatchObject({ code: 'backend-unavailable', message: expect.stringContaining('self-test') })
	})
})

describe('libsodiumWrappers', () => {
	it('says how to get it when it cannot be loaded', async () => {
		vi.doMock('libsodium-wrappers', () => {
			throw new Error('not installed')
		})
		const { libsodiumWrappers } = await import('../../src/crypto/libsodium-wrappers.js')
		await expect(libsodiumWrappers()).rejects.toMatchObject({
			code: 'backend-unavailable',
			message: expect.stringContaining('npm install libsodium-wrappers'),
			cause: expect.any(Error),
		})
	})

	it('says so where libsodium never gets ready, as without WebAssembly', async () => {
		vi.doMock('libsodium-wrappers', () => ({
			default: { ready: Promise.reject(new Error('no WebAssembly')), crypto_sign_verify_detached: () => true },
		}))
		const { libsodiumWrappers } = await import('../../src/crypto/libsodium-wrappers.js')
		await expect(libsodiumWrappers()).rejects.toMatchObject({ code: 'backend-unavailable', cause: expect.any(Error) })
	})

	it('does not admit a build of libsodium that verifies otherwise', async () => {
		vi.doMock('libsodium-wrappers', () => ({ default: { ready: Promise.resolve(), crypto_sign_verify_detached: () => true } }))
		const { libsodiumWrappers } = await import('../../src/crypto/libsodium-wrappers.js')
		await expect(libsodiumWrappers()).rejects.toMatchObject({ code: 'backend-unavailable', message: expect.stringContaining('self-test') })
	})

	it('refuses keys and signatures of other lengths before libsodium sees them', async () => {
		const lengths: number[] = []
		const { verify } = nobleBackend()
		const crypto_sign_verify_detached = (signature: Uint8Array, message: Uint8Array, key: Uint8Array): boolean | Promise<boolean> => {
			lengths.push(key.length, signature.length)
			return verify(key, message, signature)
		}
		vi.doMock('libsodium-wrappers', () => ({ default: { ready: Promise.resolve(), crypto_sign_verify_detached } }))
		const { libsodiumWrappers } = await import('../../src/crypto/libsodium-wrappers.js')
		const backend = await libsodiumWrappers()
		for (const [key, signature] of [
			[31, 64],
			[33, 64],
			[32, 63],
			[32, 65],
		] as const)
			expect(await backend.verify(new Uint8Array(key), new Uint8Array(0), new Uint8Array(signature))).toBe(false)
		expect(new Set(lengths)).toEqual(new Set([32, 64]))
	})
})

describe('sodiumNativeIdentity', () => {
	it('does not sign where libsodium signs otherwise', async () => {
		vi.doMock('sodium-native', () => ({ default: { crypto_sign_seed_keypair: () => {}, crypto_sign_detached: () => {} } }))
		const { sodiumNativeIdentity } = await import('../../src/crypto/sodium-native.js')
		const { importIdentity } = await import('../../src/crypto/signer.js')
		const identity = await importIdentity(new Uint8Array(32).fill(7))
		await expect(sodiumNativeIdentity(identity)).rejects.toMatchObject({
			code: 'backend-unavailable',
			message: expect.stringContaining('RFC 8032'),
		})
	})

	it('is not for a signer that was made elsewhere', async () => {
		const { sodiumNativeIdentity } = await import('../../src/crypto/sodium-native.js')
		const elsewhere = { author: '0'.repeat(64), sign: (bytes: Uint8Array) => bytes }
		await expect(sodiumNativeIdentity(elsewhere)).rejects.toMatchObject({ code: 'key-invalid' })
	})
})
