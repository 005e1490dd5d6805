/** What was retracted cannot be found in the files of the SQLite store any more (SPEC 6.3). */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { encodeUtf8, toHex } from '../../src/bytes.js'
import { attachmentOf } from '../../src/message/attachments.js'
import type { Message } from '../../src/message/types.js'
import { sqliteStore } from '../../src/store/sqlite.js'
import type { StoreBlob, StoreProof } from '../../src/store/types.js'
import { withoutSignature } from '../../src/testing/cast.js'
import type { Random } from '../../src/testing/random.js'
import { seededRandom } from '../../src/testing/random.js'
import { signatureIn } from '../support/message-bytes.js'
import { newFolder, presentDrivers } from './places.js'
import { letters, Scribe } from './unsigned.js'

const folder = newFolder()
afterAll(() => folder.remove())

/** Nothing of a secret may be left that is as long as this: shorter pieces occur by chance, or as the beginnings that words share. */
const PIECE = 9
const SECRET = 16

/** A post with a secret word somewhere in its text, and often an attachment that consists of another. */
function secretPost(
	random: Random,
	scribe: Scribe,
	vocabulary: readonly string[],
): { readonly message: Message; readonly blobs: readonly StoreBlob[]; readonly secrets: readonly string[] } {
	const [word, content] = [letters(random, SECRET), letters(random, SECRET)]
	const words = Array.from({ length: 2 + random.below(random.oneIn(25) ? 1500 : 40) }, () => random.pick(vocabulary))
	words.splice(random.below(words.length), 0, word)
	if (!random.oneIn(8)) return { message: scribe.post(words.join(' ')), blobs: [], secrets: [word] }
	const bytes = encodeUtf8(content.repeat(1 + random.below(random.oneIn(3) ? 2000 : 10)))
	const attachment = attachmentOf(bytes, { type: 'text/plain' })
	return { message: scribe.post(words.join(' '), [attachment]), blobs: [{ hash: attachment.hash, bytes }], secrets: [word, content] }
}

/** Which secrets have a piece left in the files. */
function found(path: string, secrets: readonly string[]): readonly string[] {
	const pieces = new Map<string, string>()
	for (const secret of secrets) for (let i = 0; i + PIECE <= secret.length; i++) pieces.set(secret.slice(i, i + PIECE), secret)
	const left = new Set<string>()
	for (const file of [path, `${path}-wal`].filter(existsSync)) {
		const text = readFileSync(file, 'latin1')
		for (let i = 0; i + PIECE <= text.length; i++) {
			const secret = pieces.get(text.slice(i, i + PIECE))
			if (secret !== undefined) left.add(secret)
		}
	}
	return [...left]
}

const drivers = await presentDrivers()

describe.each(drivers)('erasure with the driver %s', (driver) => {
	// Small retractions take words out of the index one by one, large ones have it written anew.
	test.each([
		['few at a time', 3, 2],
		['many at a time', 64, 4],
	] as const)('leaves nothing of what was retracted, %s', async (name, most, rarity) => {
		const path = join(folder.path, `${driver}-${most}.sqlite`)
		const random = seededRandom(most)
		const vocabulary = Array.from({ length: 500 }, () => letters(random, 3 + random.below(6)))
		const scribe = new Scribe(name)
		const store = await sqliteStore(path, { driver })
		const live = new Map<Message, readonly string[]>()
		const gone: string[] = []
		for (let round = 0; round < 40; round++) {
			const posts = Array.from({ length: 1 + random.below(50) }, () => secretPost(random, scribe, vocabulary))
			await store.ingest({ messages: posts.map(({ message }) => message), blobs: posts.flatMap(({ blobs }) => blobs) })
			for (const { message, secrets } of posts) live.set(message, secrets)
			if (!random.oneIn(rarity)) continue
			const targets = random.shuffled([...live.keys()]).slice(0, 1 + random.below(most))
			expect((await store.ingest({ messages: [scribe.retract(targets)] })).erased.length).toBe(targets.length)
			for (const target of targets) {
				gone.push(...(live.get(target) as readonly string[]), toHex(signatureIn(target).subarray(0, SECRET / 2)))
				live.delete(target)
			}
		}
		expect(gone.length).toBeGreaterThan(20)
		await store.close()
		expect(found(path, gone)).toEqual([])
		const held = [...live.values()].flat()
		expect(found(path, held).length, 'what is held can be found').toBeGreaterThan(held.length * 0.9)

		const again = await sqliteStore(path, { driver })
		for (const secret of gone) expect(await again.search({ words: secret })).toEqual([])
		for (const [message, [secret = '']] of random.shuffled([...live]).slice(0, 100)) {
			expect((await again.search({ words: secret })).map(({ id }) => id)).toEqual([message.id])
		}
		await again.close()
	})

	test('keeps all words of what stays when it writes the index anew', async () => {
		const path = join(folder.path, `${driver}-anew.sqlite`)
		const scribe = new Scribe('anew')
		const store = await sqliteStore(path, { driver })
		const short = Array.from({ length: 1100 }, (_, i) => scribe.post(`short${i}`))
		const long = [1, 2, 3].map((n) => scribe.post(`long ${'x '.repeat(8000)}${n}`))
		await store.ingest({ messages: [...short.slice(0, 600), ...long, ...short.slice(600)] })
		await store.ingest({ messages: [scribe.retract(long)] })
		for (const [i, { id }] of short.entries()) {
			if (i % 50 === 49) expect((await store.search({ words: `short${i}`, limit: 1000 })).map((found) => found.id)).toContain(id)
		}
		expect((await store.search({ words: 'short', limit: 1000 })).length).toBe(1000)
		expect(await store.search({ words: 'long' })).toEqual([])
		await store.close()
	})

	test('leaves nothing in the write-ahead log of an open store', async () => {
		const path = join(folder.path, `${driver}-open.sqlite`)
		const scribe = new Scribe('open')
		const store = await sqliteStore(path, { driver })
		const post = scribe.post('quitesecretword')
		await store.ingest({ messages: [post] })
		await store.ingest({ messages: [scribe.retract([post])] })
		// Reading a file that is open here would end the locks of SQLite on it: another process reads.
		const { execFileSync } = await import('node:child_process')
		const text = execFileSync('cat', [path, `${path}-wal`], { encoding: 'latin1' })
		expect(text).toContain('SQLite format 3')
		expect(text).not.toContain('quitesecretword')
		await store.close()
	})

	test('finishes at the next opening what a process that was killed could not finish', async () => {
		const path = join(folder.path, `${driver}-killed.sqlite`)
		const scribe = new Scribe('killed')
		const [post, other] = [scribe.post('quitesecretword'), scribe.post('another')]
		const store = await sqliteStore(path, { driver })
		// A reader keeps what it began to read in the write-ahead log.
		const { sqliteDriver } = await import('../../src/store/sqlite-drivers.js')
		const reader = (await sqliteDriver(driver)).open(path)
		await store.ingest({ messages: [post, other] })
		reader.exec('BEGIN')
		reader.prepare('SELECT count(*) FROM messages').get([])
		await store.ingest({ messages: [scribe.retract([post])] })
		await store.close()
		expect(readFileSync(`${path}-wal`, 'latin1')).toContain('quitesecretword')
		reader.exec('COMMIT')
		reader.close()
		const again = await sqliteStore(path, { driver })
		await again.close()
		expect(found(path, ['quitesecretword'])).toEqual([])
	})

	test('leaves nothing of what was retracted after its signature had come later, or its proof had been another one', async () => {
		const path = join(folder.path, `${driver}-rewritten.sqlite`)
		const scribe = new Scribe('rewritten')
		const random = seededRandom(9)
		const store = await sqliteStore(path, { driver })
		const messages = Array.from({ length: 500 }, () => scribe.post(`${letters(random, SECRET)} ${'text '.repeat(random.below(200))}`))
		const bare = messages.map(withoutSignature)
		const proofOf = (text: string): StoreProof => ({
			checkpoint: { payload: encodeUtf8(text), signature: new Uint8Array(64) },
			hashes: encodeUtf8(text),
		})
		const given = (proof: StoreProof): ReadonlyMap<string, StoreProof> => new Map(bare.map(({ id }) => [id, proof]))
		await store.ingest({ messages: bare, proofs: given(proofOf('one')) })
		for (const [i, message] of messages.entries()) {
			const rewrite = new Set([message.id])
			if (i % 3 === 0) await store.ingest({ messages: [message], rewrite })
			else if (i % 3 === 1) await store.ingest({ messages: [withoutSignature(message)], proofs: given(proofOf(`proof ${i}`)), rewrite })
		}
		await store.ingest({
			messages: bare.slice(0, 100),
			proofs: given(proofOf('again')),
			rewrite: new Set(bare.slice(0, 50).map(({ id }) => id)),
		})
		for (let i = 0; i < 480; i += 60) await store.ingest({ messages: [scribe.retract(messages.slice(i, i + 60))] })
		await store.close()
		const secrets = messages.map((message) => (message.kind === 'post' ? message.text.slice(0, SECRET) : ''))
		expect(found(path, secrets.slice(0, 480))).toEqual([])
		expect(found(path, secrets.slice(480))).toHaveLength(20)
	})

	test('leaves nothing of what the store let go of, and a compacted file is as small as what it holds', async () => {
		const path = join(folder.path, `${driver}-compact.sqlite`)
		const scribe = new Scribe('compact')
		const random = seededRandom(7)
		const posts = Array.from({ length: 600 }, () => scribe.post(`${letters(random, SECRET)} ${'text '.repeat(300)}`))
		const secretsOf = (some: readonly Message[]): readonly string[] =>
			some.map((message) => (message.kind === 'post' ? message.text.slice(0, SECRET) : ''))
		const store = await sqliteStore(path, { driver })
		await store.ingest({ messages: posts })
		await store.evict(posts.slice(0, 500).map(({ id }) => id))
		await store.close()
		const before = statSync(path).size
		expect(found(path, secretsOf(posts.slice(0, 500)))).toEqual([])
		const again = await sqliteStore(path, { driver })
		await again.compact()
		await again.close()
		expect(statSync(path).size).toBeLessThan(before / 3)
		// Neither is anything left of what moved, once it is taken back.
		const last = await sqliteStore(path, { driver })
		await last.ingest({ messages: [scribe.retract(posts.slice(500, 560))] })
		await last.close()
		expect(found(path, secretsOf(posts.slice(0, 560)))).toEqual([])
		expect(found(path, secretsOf(posts.slice(560)))).toHaveLength(40)
	})

	test('finishes at the next opening a compaction that was interrupted', async () => {
		const path = join(folder.path, `${driver}-interrupted.sqlite`)
		const scribe = new Scribe('interrupted')
		const posts = Array.from({ length: 600 }, (_, i) => scribe.post(`${i} ${'text '.repeat(300)}`))
		const store = await sqliteStore(path, { driver })
		await store.ingest({ messages: posts })
		await store.evict(posts.slice(0, 500).map(({ id }) => id))
		await store.close()
		const { sqliteDriver } = await import('../../src/store/sqlite-drivers.js')
		const raw = (await sqliteDriver(driver)).open(path)
		raw.exec('UPDATE state SET compacting = 1; DELETE FROM payloads WHERE arrival NOT IN (SELECT arrival FROM messages)')
		raw.close()
		const before = statSync(path).size
		const again = await sqliteStore(path, { driver })
		expect((await again.stats()).messages).toBe(100)
		await again.close()
		expect(statSync(path).size).toBeLessThan(before / 3)
	})
})
