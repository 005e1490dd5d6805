import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concatBytes, encodeUtf8, equalBytes, fromHex } from '../../src/bytes.js'
import type { SignatureBackend } from '../../src/crypto/backend.js'
import { openBackend } from '../../src/crypto/select.js'
import { BudkavleError, PROTOCOL_CODES } from '../../src/errors.js'
import { createMessage, createPost } from '../../src/message/create.js'
import { decodeMessage } from '../../src/message/decode.js'
import type { Message } from '../../src/message/types.js'
import type { VerifyProgress } from '../../src/message/verify.js'
import { proveMessages, signedBytes, verifyDecoded, verifyMessage, verifyMessages } from '../../src/message/verify.js'
import { anyDraft } from '../support/arbitraries.js'
import { aloneBytes, forceSigned, unsignedBytes } from '../support/message-bytes.js'
import { testSigner } from '../support/signers.js'
import { h, KINDS_AND_UNKNOWN, payloadOf } from './payloads.js'

const signer = await testSigner(1)
const own = { author: fromHex(signer.author) as Uint8Array }

/** A portable backend that counts: how often it was asked, and how many verdicts were open at once. */
async function counting(asynchronous: boolean): Promise<SignatureBackend & { asked: number; open: number; most: number }> {
	const { verify } = await openBackend('node')
	const backend = {
		name: 'counting',
		asked: 0,
		open: 0,
		most: 0,
		verify: (...of: Parameters<SignatureBackend['verify']>): boolean | Promise<boolean> => {
			backend.asked++
			backend.open++
			backend.most = Math.max(backend.most, backend.open)
			let verdict = false
			try {
				verdict = verify(...of) as boolean
			} catch {
				// Some runtimes throw for a key that is off the curve, as the self-test has one.
			}
			if (!asynchronous) {
				backend.open--
				return verdict
			}
			return new Promise((resolve) => {
				setImmediate(() => {
					backend.open--
					resolve(verdict)
				})
			})
		},
	}
	return backend
}

const posts = (count: number): Promise<Uint8Array[]> =>
	Promise.all(Array.from({ length: count }, async (_, i) => aloneBytes(await createPost(signer, { seq: i + 1, text: `post ${i}` }))))

describe('verifyMessage', () => {
	it('[SPEC 3.2] the signature is over the domain, LF and the id: 51 bytes', async () => {
		const id = 'ab'.repeat(32)
		expect(signedBytes(id)).toEqual(concatBytes(encodeUtf8('budkavle/1 message\n'), new Uint8Array(32).fill(0xab)))
		expect(signedBytes(id).length).toBe(51)
		const { payload } = decodeMessage(unsignedBytes(payloadOf(1, own))).unverified
		const overPayload = concatBytes(payload, await signer.sign(payload))
		await expect(verifyMessage(overPayload)).rejects.toMatchObject({ code: 'signature-invalid' })
	})

	for (const kind of KINDS_AND_UNKNOWN) {
		it(`[SPEC 4.1] a signed message of kind ${kind} is valid, with effect or without`, async () => {
			const valid = await forceSigned(signer, payloadOf(kind, own))
			await expect(verifyMessage(valid)).resolves.toStrictEqual(decodeMessage(valid).unverified)
			for (const key of [30, 31, 128, 129]) {
				await expect(
					verifyMessage(await forceSigned(signer, payloadOf(kind, own, [[key, [h(1), new Map([[0, 'x']])]]]))),
				).resolves.toBeDefined()
			}
		})

		it(`[SPEC 4.1] kind ${kind} is refused after any change of one byte`, async () => {
			const valid = await forceSigned(signer, payloadOf(kind, own))
			const changed = Array.from(valid, (byte, at) => valid.with(at, byte ^ (1 << (at % 8))))
			for (const outcome of await verifyMessages(changed)) expect(outcome).toMatchObject({ ok: false })
		})
	}

	it('[SPEC 4.1] refuses every message that was changed in any byte', async () => {
		await fc.assert(
			fc.asyncProperty(anyDraft(), fc.nat(), fc.integer({ min: 1, max: 255 }), async (draft, where, change) => {
				const bytes = aloneBytes(await createMessage(signer, draft))
				const at = where % bytes.length
				const [outcome] = await verifyMessages([bytes.with(at, (bytes[at] as number) ^ change)])
				if (outcome?.ok !== false) throw new Error(`byte ${at} of ${bytes.length} was changed, and nobody noticed`)
				if (!(outcome.error.code in PROTOCOL_CODES) || outcome.error.stage === undefined) throw outcome.error
			}),
			{ seed: 51, numRuns: 300 },
		)
	})

	it('[SPEC 4.3] refuses the signature of another author, of another message, and one cut off or continued', async () => {
		const other = await testSigner(2)
		const valid = await forceSigned(signer, payloadOf(1, own))
		const byOther = await forceSigned(other, payloadOf(1, own))
		const [payload, signature] = [valid.subarray(0, -64), valid.subarray(-64)]
		const another = (await forceSigned(signer, payloadOf(1, { ...own, text: 'b' }))).subarray(-64)
		for (const bytes of [byOther, concatBytes(payload, another), concatBytes(payload, new Uint8Array(64))]) {
			await expect(verifyMessage(bytes)).rejects.toMatchObject({ code: 'signature-invalid', stage: 'signature', field: undefined })
		}
		await expect(verifyMessage(valid.subarray(0, -1))).rejects.toBeInstanceOf(BudkavleError)
		await expect(verifyMessage(concatBytes(valid, Uint8Array.of(0)))).rejects.toBeInstanceOf(BudkavleError)
		expect(equalBytes(signature, another)).toBe(false)
	})

	it('[SPEC 4.3] refuses an author that is no admissible key', async () => {
		const neutral = Uint8Array.of(1, ...new Uint8Array(31))
		const signature = concatBytes(neutral, new Uint8Array(32))
		for (const author of [neutral, new Uint8Array(32), h(0xff)]) {
			const { payload } = decodeMessage(unsignedBytes(payloadOf(1, { author }))).unverified
			await expect(verifyMessage(concatBytes(payload, signature))).rejects.toMatchObject({ code: 'signature-invalid' })
		}
	})

	it('does not see what happens to the bytes while it works', async () => {
		const valid = await forceSigned(signer, payloadOf(1, own))
		const bytes = new Uint8Array(valid)
		const verified = verifyMessage(bytes, { backend: await counting(true) })
		bytes.fill(0)
		expect(aloneBytes(await verified)).toEqual(valid)
	})

	it('refuses what are no bytes, and a backend that cannot verify', async () => {
		await expect(verifyMessage('text' as unknown as Uint8Array)).rejects.toMatchObject({ code: 'argument-invalid' })
		const yes: SignatureBackend = { name: 'yes', verify: () => true }
		const valid = await forceSigned(signer, payloadOf(1, own))
		await expect(verifyMessage(valid, { backend: yes })).rejects.toMatchObject({ code: 'backend-unavailable' })
		await expect(verifyMessages([valid], { backend: yes })).rejects.toMatchObject({ code: 'backend-unavailable' })
	})
})

for (const asynchronous of [false, true]) {
	describe(`many, by a backend that answers ${asynchronous ? 'by promise' : 'at once'}`, () => {
		it('gives one outcome for each, in their order: one that is wrong costs none of the others', async () => {
			const items: unknown[] = await posts(200)
			items[3] = unsignedBytes(payloadOf(1, own))
			items[4] = await forceSigned(await testSigner(2), payloadOf(1, own))
			items[64] = new Uint8Array(10)
			items[65] = 'no bytes'
			items[128] = unsignedBytes(payloadOf(1, { seq: 0 }))
			items[199] = new Uint8Array(70)
			const outcomes = await verifyMessages(items as Uint8Array[], { backend: await counting(asynchronous) })
			const wrong = outcomes.flatMap((outcome, i) => (outcome.ok ? [] : [[i, outcome.error.code, outcome.error.field]]))
			expect(wrong).toEqual([
				[3, 'signature-invalid', undefined],
				[4, 'signature-invalid', undefined],
				[64, 'message-too-short', undefined],
				[65, 'argument-invalid', undefined],
				[128, 'field-range', 'seq'],
				[199, 'cbor-trailing', undefined],
			])
			expect(outcomes.every((outcome, i) => !outcome.ok || equalBytes(aloneBytes(outcome.message), items[i] as Uint8Array))).toBe(true)
			expect(outcomes.every(Object.isFrozen)).toBe(true)
		})

		it('has at most 64 verdicts open at once', async () => {
			const backend = await counting(asynchronous)
			await verifyMessages(await posts(300), { backend })
			expect(backend.most).toBe(asynchronous ? 64 : 1)
		})

		it('reports progress up to the end, and lets other work have its turn', async () => {
			const progress: VerifyProgress[] = []
			let turns = 0
			let going = true
			const turn = (): void => {
				turns++
				if (going) setImmediate(turn)
			}
			setImmediate(turn)
			const items = await posts(300)
			const before = turns
			await verifyMessages(items, { backend: await counting(asynchronous), onProgress: (report) => progress.push(report) })
			going = false
			expect(turns - before).toBeGreaterThanOrEqual(4)
			expect(progress.at(-1)).toEqual({ done: 300, total: 300 })
			expect(progress.length).toBeGreaterThanOrEqual(5)
			const dones = progress.map(({ done }) => done)
			expect(dones).toEqual([...dones].sort((a, b) => a - b))
		})

		it('ends when its caller cancels, before it begins or under way', async () => {
			const items = await posts(300)
			const backend = await counting(asynchronous)
			const controller = new AbortController()
			const stopping = verifyMessages(items, {
				backend,
				signal: controller.signal,
				onProgress: ({ done }) => {
					if (done >= 64) controller.abort()
				},
			})
			await expect(stopping).rejects.toMatchObject({ code: 'aborted' })
			expect(backend.asked).toBeLessThan(300)
			await expect(verifyMessages(items, { backend, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' })
			await expect(verifyMessages([], { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' })
		})

		it('proves messages that were decoded before', async () => {
			const decoded = (await posts(3)).map((bytes) => decodeMessage(bytes).unverified)
			const forged = decodeMessage(await forceSigned(await testSigner(2), payloadOf(1, own))).unverified
			const backend = await counting(asynchronous)
			const [first, second, wrong, third] = await proveMessages([...decoded.slice(0, 2), forged, ...decoded.slice(2)], { backend })
			expect([first, second, third]).toEqual(decoded)
			expect(first).toBe(decoded[0])
			expect(wrong).toBeInstanceOf(BudkavleError)
			expect(wrong).toMatchObject({ code: 'signature-invalid', stage: 'signature' })
			await expect(verifyDecoded(decoded[0] as Message, { backend })).resolves.toBe(decoded[0])
			await expect(verifyDecoded(forged, { backend })).rejects.toMatchObject({ code: 'signature-invalid', stage: 'signature' })
		})

		it('takes anything that can be iterated over, also nothing', async () => {
			const backend = await counting(asynchronous)
			const items = await posts(2)
			expect((await verifyMessages(new Set(items), { backend })).map(({ ok }) => ok)).toEqual([true, true])
			expect(await verifyMessages([], { backend })).toEqual([])
			expect(await proveMessages([], { backend })).toEqual([])
		})
	})
}
