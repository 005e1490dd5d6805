import { describe, expect, it, vi } from 'vitest'
import type { SignatureBackend } from '../../src/crypto/backend.js'
import { importIdentity } from '../../src/crypto/signer.js'
import { verifySignature } from '../../src/crypto/verify.js'
import { BACKENDS, openOrSkip } from './backends.js'
import { bytesOf, makeCases, messageOf } from './make-cases.js'

const identity = await importIdentity(new Uint8Array(32).fill(9))
const publicKey = bytesOf(identity.author)
const message = Uint8Array.of(1, 2, 3)
const signature = identity.sign(message)
const other = Uint8Array.of(1, 2, 4)

function backend(verify: SignatureBackend['verify']): SignatureBackend {
	return { name: 'test', verify }
}

describe('verifySignature', () => {
	it('does not ask the backend about what the checks refuse', () => {
		const verify = vi.fn(() => true)
		for (const { reason, publicKey: key, signature: wrong } of makeCases()) {
			if (!/length|below L|small order|canonical/.test(reason)) continue
			expect(verifySignature(backend(verify), bytesOf(key), message, bytesOf(wrong))).toBe(false)
		}
		expect(verify).not.toHaveBeenCalled()
	})

	it('answers at once where the backend does, and by promise where it promises', async () => {
		expect(
			verifySignature(
				backend(() => true),
				publicKey,
				message,
				signature,
			),
		).toBe(true)
		expect(
			verifySignature(
				backend(() => false),
				publicKey,
				message,
				signature,
			),
		).toBe(false)
		const promised = verifySignature(
			backend(async () => true),
			publicKey,
			message,
			signature,
		)
		expect(promised).toBeInstanceOf(Promise)
		expect(await promised).toBe(true)
	})

	it('takes nothing but true for a yes', async () => {
		for (const answer of [1, 'true', {}, null, undefined]) {
			const unsound = backend(() => answer as unknown as boolean)
			expect(await verifySignature(unsound, publicKey, message, signature)).toBe(false)
			const later = backend(async () => answer as unknown as boolean)
			expect(await verifySignature(later, publicKey, message, signature)).toBe(false)
		}
	})

	it.each([
		[
			'throws',
			() => {
				throw new Error('the device is gone')
			},
		],
		['rejects', () => Promise.reject(new Error('the device is gone'))],
	])('gives the verdict of the rule when a backend %s', async (_, verify) => {
		expect(await verifySignature(backend(verify), publicKey, message, signature)).toBe(true)
		expect(await verifySignature(backend(verify), publicKey, other, signature)).toBe(false)
		for (const one of makeCases().filter(({ message: hex, repeat }) => hex.length * (repeat ?? 1) < 1000)) {
			const verdict = await verifySignature(backend(verify), bytesOf(one.publicKey), messageOf(one), bytesOf(one.signature))
			expect({ name: one.name, verdict }).toEqual({ name: one.name, verdict: one.valid })
		}
	})

	for (const one of BACKENDS) {
		it(`changes nothing of what it is given, also where that is a Buffer: ${one.name}`, async (context) => {
			const opened = await openOrSkip(context, one)
			const given = [publicKey, message, signature].map((bytes) => Buffer.from(bytes)) as [Buffer, Buffer, Buffer]
			const before = given.map((bytes) => bytes.toString('hex'))
			for (let i = 0; i < 5; i++) expect(await verifySignature(opened, ...given)).toBe(true)
			expect(given.map((bytes) => bytes.toString('hex'))).toEqual(before)
		})
	}
})
