import { describe, expect, it } from 'vitest'
import { toHex } from '../../src/bytes.js'
import { cachedKeys } from '../../src/crypto/key-cache.js'
import { nodeBackend } from '../../src/crypto/node.js'
import { nodeCrypto } from '../../src/crypto/runtime.js'
import { importIdentity } from '../../src/crypto/signer.js'
import { bytesOf } from './make-cases.js'

const key = (number: number): Uint8Array => Uint8Array.of(number >> 8, number)

describe('cachedKeys', () => {
	it('imports a key once, and again after it was pushed out', () => {
		const imported: string[] = []
		const keyOf = cachedKeys((bytes) => {
			imported.push(toHex(bytes))
			return { key: toHex(bytes) }
		}, 2)
		const first = keyOf(key(1))
		keyOf(key(2))
		expect(keyOf(key(1))).toBe(first)
		keyOf(key(3)) // pushes out 2, which was not used for longer than 1
		expect(keyOf(key(1))).toBe(first)
		keyOf(key(2))
		expect(imported).toEqual(['0001', '0002', '0003', '0002'])
	})

	it('keeps neither what was thrown nor what was rejected', async () => {
		let calls = 0
		const throwing = cachedKeys(() => {
			calls++
			if (calls === 1) throw new Error('not now')
			return calls
		})
		expect(() => throwing(key(1))).toThrow('not now')
		expect(throwing(key(1))).toBe(2)
		expect(throwing(key(1))).toBe(2)

		let attempts = 0
		const rejecting = cachedKeys(async () => {
			attempts++
			if (attempts === 1) throw new Error('not now')
			return attempts
		})
		await expect(rejecting(key(1))).rejects.toThrow('not now')
		await expect(rejecting(key(1))).resolves.toBe(2)
		await expect(rejecting(key(1))).resolves.toBe(2)
	})

	it('bounds what strangers make node:crypto remember: 1,024 keys', async () => {
		const native = nodeCrypto()
		if (native === undefined) throw new Error('these tests run on Node')
		let imports = 0
		const backend = nodeBackend({
			...native,
			createPublicKey: (from) => {
				imports++
				return native.createPublicKey(from)
			},
			verify: () => true,
		})
		const use = (number: number): void => {
			backend?.verify(new Uint8Array(32).fill(number & 0xff).fill(number >> 8, 16), new Uint8Array(0), new Uint8Array(64))
		}
		for (let number = 0; number < 1024; number++) use(number)
		for (let number = 0; number < 1024; number++) use(number)
		expect(imports).toBe(1024)
		use(1024)
		use(0)
		expect(imports).toBe(1026)
	})

	it('does not confuse keys: the verdict is that of the key at hand', async () => {
		const backend = nodeBackend()
		if (backend === undefined) throw new Error('these tests run on Node')
		const message = Uint8Array.of(1, 2, 3)
		const identities = await Promise.all([1, 2, 3].map((seed) => importIdentity(new Uint8Array(32).fill(seed))))
		for (const signer of identities) {
			for (const claimed of identities) {
				expect(backend.verify(bytesOf(claimed.author), message, signer.sign(message))).toBe(signer === claimed)
			}
		}
	})
})
