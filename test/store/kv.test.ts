import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareBytes, concatBytes } from '../../src/bytes.js'
import type { KeyValue } from '../../src/store/key-value.js'
import { kvStore } from '../../src/store/kv.js'
import { endOf, metaKey, number, numberAt } from '../../src/store/kv-keys.js'
import { naiveKeyValue } from './places.js'
import { Scribe } from './unsigned.js'

const uint: fc.Arbitrary<number> = fc.oneof(fc.nat(300), fc.maxSafeNat())

describe('the layout of kvStore', () => {
	test('orders numbers as bytes, and gives them back', () => {
		fc.assert(
			fc.property(uint, uint, (a, b) => {
				expect(Math.sign(compareBytes(number(a), number(b)))).toBe(Math.sign(a - b))
				expect([numberAt(concatBytes(number(a), number(b)), 0), numberAt(concatBytes(number(a), number(b)), 1)]).toEqual([a, b])
			}),
			{ seed: 4, numRuns: 500 },
		)
	})

	test('ends a range right after all keys that begin so', () => {
		const key = fc.uint8Array({ minLength: 1, maxLength: 4 }).map((bytes) => concatBytes(Uint8Array.of(5), bytes))
		fc.assert(
			fc.property(key, key, (prefix, other) => {
				const begins = prefix.every((byte, i) => other[i] === byte)
				expect(compareBytes(other, prefix) >= 0 && compareBytes(other, endOf(prefix)) < 0).toBe(begins)
			}),
			{ seed: 5, numRuns: 500 },
		)
		expect(endOf(Uint8Array.of(5, 255, 255))).toEqual(Uint8Array.of(6))
	})

	test('needs keys of at most 250 bytes', async () => {
		const kv = naiveKeyValue()
		const store = kvStore(kv)
		await store.setLocal('å'.repeat(100), Uint8Array.of(1))
		await store.ingest({ messages: [new Scribe('keys').post('text')] })
		expect(Math.max(...kv.entries.map(([key]) => key.length))).toBeLessThanOrEqual(250)
	})

	test('leaves nothing of what was retracted', async () => {
		const kv = naiveKeyValue()
		const store = kvStore(kv)
		const scribe = new Scribe('erased')
		const post = scribe.post('quitesecretword')
		await store.ingest({ messages: [post] })
		await store.ingest({ messages: [scribe.retract([post])] })
		for (const [, value] of kv.entries) expect(new TextDecoder().decode(value)).not.toContain('quitesecretword')
	})
})

describe('kvStore over a key-value store that', () => {
	test('was written by a newer version rejects everything with store-version', async () => {
		const kv = naiveKeyValue()
		await kv.batch([{ key: metaKey, value: number(2) }])
		const store = kvStore(kv)
		await expect(store.stats()).rejects.toMatchObject({ code: 'store-version' })
		await expect(store.ingest({ messages: [] })).rejects.toMatchObject({ code: 'store-version' })
	})

	test('was written by something else rejects everything with store-corrupt', async () => {
		const kv = naiveKeyValue()
		await kv.batch([{ key: metaKey, value: Uint8Array.of(0) }])
		await expect(kvStore(kv).logs()).rejects.toMatchObject({ code: 'store-corrupt' })
	})

	test('lost a message rejects with store-corrupt', async () => {
		const kv = naiveKeyValue()
		const store = kvStore(kv)
		await store.ingest({ messages: [new Scribe('lost').post('text')] })
		await kv.batch([{ key: concatBytes(Uint8Array.of(2), number(1)), value: undefined }])
		await expect(store.list({ by: 'time', kind: 1 })).rejects.toMatchObject({ code: 'store-corrupt' })
	})

	test('fails gives store-io, writes nothing, and can be used again when it is well', async () => {
		const kv = naiveKeyValue()
		let broken: keyof KeyValue | undefined
		const guard =
			<A extends readonly unknown[], T>(name: keyof KeyValue, work: (...args: A) => T) =>
			(...args: A): T => {
				if (broken === name) throw new Error('the disk is gone')
				return work(...args)
			}
		const store = kvStore({ get: guard('get', kv.get), range: guard('range', kv.range), batch: guard('batch', kv.batch) })
		const post = new Scribe('failing').post('text')
		for (const name of ['get', 'batch'] as const) {
			broken = name
			await expect(store.ingest({ messages: [post] })).rejects.toMatchObject({ code: 'store-io', cause: { message: 'the disk is gone' } })
			broken = undefined
			expect((await store.stats()).messages).toBe(0)
		}
		broken = 'range'
		await expect(store.list({ by: 'arrival' })).rejects.toMatchObject({ code: 'store-io' })
		broken = undefined
		expect((await store.ingest({ messages: [post] })).messages).toEqual(['added'])
	})

	test('answers by promise or at once is closed with the store', async () => {
		let closed = 0
		const kv: KeyValue = { ...naiveKeyValue(), close: () => void closed++ }
		const store = kvStore(kv)
		await Promise.all([store.close(), store.close()])
		expect(closed).toBe(1)
	})
})
