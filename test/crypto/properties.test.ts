import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { importIdentity } from '../../src/crypto/signer.js'
import { verifySignature } from '../../src/crypto/verify.js'
import { BACKENDS, openOrSkip } from './backends.js'
import { bytesOf } from './make-cases.js'

const secret = fc.uint8Array({ minLength: 32, maxLength: 32 })
const message = fc.uint8Array({ minLength: 1, maxLength: 300 })

function flip(bytes: Uint8Array, where: number): Uint8Array {
	const bit = where % (bytes.length * 8)
	const flipped = bytes.slice()
	flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7))
	return flipped
}

describe.each(BACKENDS)('SPEC 4.3 on $name', (backend) => {
	it('accepts every signature of an identity', async (context) => {
		const opened = await openOrSkip(context, backend)
		await fc.assert(
			fc.asyncProperty(secret, message, async (seed, bytes) => {
				const identity = await importIdentity(seed)
				expect(await verifySignature(opened, bytesOf(identity.author), bytes, identity.sign(bytes))).toBe(true)
			}),
			{ seed: 4, numRuns: 60 },
		)
	})

	it('refuses it with one bit of the signature, the key or the message changed', async (context) => {
		const opened = await openOrSkip(context, backend)
		await fc.assert(
			fc.asyncProperty(secret, message, fc.nat(1 << 16), async (seed, bytes, where) => {
				const identity = await importIdentity(seed)
				const publicKey = bytesOf(identity.author)
				const signature = identity.sign(bytes)
				expect(await verifySignature(opened, publicKey, bytes, flip(signature, where))).toBe(false)
				expect(await verifySignature(opened, flip(publicKey, where), bytes, signature)).toBe(false)
				expect(await verifySignature(opened, publicKey, flip(bytes, where), signature)).toBe(false)
			}),
			{ seed: 5, numRuns: 60 },
		)
	})

	it('refuses it with any one of its 512 bits changed', async (context) => {
		const opened = await openOrSkip(context, backend)
		const identity = await importIdentity(new Uint8Array(32).fill(8))
		const bytes = Uint8Array.of(1, 2, 3)
		const signature = identity.sign(bytes)
		const accepted: number[] = []
		for (let bit = 0; bit < 512; bit++) {
			if (await verifySignature(opened, bytesOf(identity.author), bytes, flip(signature, bit))) accepted.push(bit)
		}
		expect(accepted).toEqual([])
	})

	it('gives the same verdict however often a key was seen', async (context) => {
		const opened = await openOrSkip(context, backend)
		const identities = await Promise.all(Array.from({ length: 40 }, (_, index) => importIdentity(new Uint8Array(32).fill(index + 1))))
		// 40 keys, more than the portable backend keeps; some seen in a row, some in turn.
		for (const run of [0, 1, 2, 3, 4, 5, 6, 7]) {
			for (const [index, identity] of identities.entries()) {
				if (run > 0 && index >= 4 * run) continue
				const bytes = Uint8Array.of(run, index)
				const signature = identity.sign(bytes)
				expect(await verifySignature(opened, bytesOf(identity.author), bytes, signature)).toBe(true)
				expect(await verifySignature(opened, bytesOf(identity.author), Uint8Array.of(run, index, 0), signature)).toBe(false)
			}
		}
	})
})
