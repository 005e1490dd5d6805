/** Proofs and checkpoints that a disk has changed: what is lost is told, nothing else is lost with it, and whoever brings the same again mends it. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Post, Signed, Store } from '../../src/index.js'
import { unpackBundle } from '../../src/index.js'
import { kvStore } from '../../src/store/kv.js'
import { sqliteStore } from '../../src/store/sqlite.js'
import { sqliteDriver } from '../../src/store/sqlite-drivers.js'
import { naiveKeyValue, newFolder, presentDrivers } from '../store/places.js'
import { aloneBytes } from '../support/message-bytes.js'
import type { Member } from './world.js'
import { collect, member } from './world.js'

const folder = newFolder()
afterAll(() => folder.remove())
const [driver = 'libsql'] = await presentDrivers()

/** Changes one bit at rest. */
type Spoil = (table: 'proofs' | 'checkpoints', column: string, at: number) => Promise<void>

interface Disk {
	readonly store: Store
	readonly spoil: Spoil
}

/** In front of what is changed in a value of `kvStore`: see kv-keys.ts. */
const KEY_VALUE = { proofs: 21, checkpoints: 23 }
const OFFSETS: Readonly<Record<string, number>> = { checkpoint: 0, hashes: 32, signature: 0, payload: 64 }

function inKeyValue(): Disk {
	const kv = naiveKeyValue()
	return {
		store: kvStore(kv),
		async spoil(table, column, at) {
			for (const [key, value] of kv.entries) {
				const place = (OFFSETS[column] as number) + at
				if (key[0] === KEY_VALUE[table]) value[place] = (value[place] as number) ^ 1
			}
		},
	}
}

let files = 0
async function inSqlite(): Promise<Disk> {
	const path = join(folder.path, `${files++}.sqlite`)
	return {
		store: await sqliteStore(path, { driver }),
		async spoil(table, column, at) {
			const db = (await sqliteDriver(driver)).open(path)
			for (const { key, bytes } of db.prepare(`SELECT key, ${column} AS bytes FROM ${table}`).all([])) {
				if (column === 'checkpoint') {
					db.prepare(`UPDATE proofs SET checkpoint = checkpoint + 1000 WHERE key = ?`).run([key as number])
					continue
				}
				const changed = Uint8Array.from(bytes as Uint8Array)
				changed[at] = (changed[at] as number) ^ 1
				db.prepare(`UPDATE ${table} SET ${column} = ? WHERE key = ?`).run([changed, key as number])
			}
			db.close()
		},
	}
}

let anna: Member
let posts: Post[] = []
let bundle: Uint8Array
beforeAll(async () => {
	anna = await member(1)
	posts = []
	for (let i = 0; i < 300; i++) posts.push(await anna.replica.post({ text: `post ${i}` }))
	await anna.replica.checkpoint()
	bundle = await anna.replica.export()
})

const PLACES = [
	['proofs', 'hashes', 5],
	['proofs', 'hashes', 0],
	['proofs', 'checkpoint', 3],
	['checkpoints', 'signature', 7],
	['checkpoints', 'payload', 30],
	['checkpoints', 'payload', 0],
] as const

describe.each([
	['kvStore', inKeyValue],
	['SQLite', inSqlite],
] as const)('[SPEC 8.5] what proves messages, changed where %s keeps it', (_, open) => {
	it.each(PLACES)('in %s, %s, byte %i: is told, its messages are left out, and the same bundle mends it', async (table, column, at) => {
		const { store, spoil } = await open()
		const damage: string[] = []
		const reader = await member(9, { store, onDamage: ({ code }) => damage.push(code) })
		expect((await reader.replica.receive(bundle)).counts).toMatchObject({ added: 302 })
		await spoil(table, column, at)
		const left = unpackBundle(await reader.replica.export())
		expect(damage.length).toBeGreaterThan(290)
		expect(new Set(damage)).toEqual(new Set(['store-corrupt']))
		expect(left.items.every((item) => item.ok && item.unverified.signature !== undefined)).toBe(true)
		expect((await reader.replica.receive(bundle)).counts.added).toBeGreaterThan(290)
		damage.length = 0
		const next = await member(8)
		expect((await next.replica.receive(await reader.replica.export())).counts).toMatchObject({ added: 302, rejected: 0 })
		expect(damage).toEqual([])
		expect((await reader.replica.receive(bundle)).counts).toMatchObject({ duplicate: 302 })
		// Where it was forgotten which checkpoint proves them, one that was found again counts once too often, and stays.
		if (column === 'checkpoint') return
		// What was mended is still counted as it should be: when every message has its signature, nothing else is kept.
		for (const post of posts) await reader.replica.receive(aloneBytes(post))
		const all = await collect(reader.replica.messages())
		for (const message of await collect(anna.replica.messages({ kind: 7 }))) await reader.replica.receive(aloneBytes(message as Signed))
		expect((await store.stats()).bytes).toBe(all.reduce((sum, { payload }) => sum + payload.length + 64, 0))
	})

	it('is an error where nobody hears of it', async () => {
		const { store, spoil } = await open()
		const reader = await member(9, { store })
		await reader.replica.receive(bundle)
		await spoil('proofs', 'hashes', 5)
		await expect(reader.replica.export()).rejects.toMatchObject({ code: 'store-corrupt' })
	})
})

describe('a checkpoint of which the signature was changed where it is kept', () => {
	/** Spoils the checkpoint messages with these seqs. */
	async function spoiled(seqs: readonly number[]): Promise<{ readonly writer: Member; readonly damage: string[] }> {
		const kv = naiveKeyValue()
		const damage: string[] = []
		const writer = await member(1, { store: kvStore(kv), onDamage: ({ code, message }) => damage.push(`${code} ${message}`) })
		for (let i = 0; i < 300; i++) await writer.replica.post({ text: `post ${i}` })
		await writer.replica.checkpoint()
		const checkpoints = (await collect(writer.replica.messages({ kind: 7 }))).filter(({ seq }) => seqs.includes(seq))
		for (const { id } of checkpoints) {
			const value = kv.entries.find(([key, bytes]) => key[0] === 2 && Buffer.from(bytes.subarray(0, 32)).toString('hex') === id)?.[1]
			;(value as Uint8Array)[40] = ((value as Uint8Array)[40] as number) ^ 1
		}
		return { writer, damage }
	}

	it.each([
		['the greatest', [302], 301],
		['the first', [256], 301],
		['both', [256, 302], 300],
	] as const)('costs nothing but itself: %s', async (_, seqs, left) => {
		const { writer, damage } = await spoiled(seqs)
		const reader = await member(9)
		expect((await reader.replica.receive(await writer.replica.export())).counts).toMatchObject({ added: left, rejected: 0 })
		expect(damage.length).toBeGreaterThan(0)
		expect(damage.every((sentence) => sentence.startsWith('store-corrupt') && sentence.includes('signature'))).toBe(true)
	})

	it('proves nothing of a part of the log either', async () => {
		const { writer, damage } = await spoiled([302])
		const reader = await member(9)
		const messages = (await collect(writer.replica.messages({ kind: 1 }))).slice(0, 280).map(({ id }) => id)
		expect((await reader.replica.receive(await writer.replica.export({ messages }))).counts).toMatchObject({ rejected: 0 })
		expect((await collect(reader.replica.messages({ kind: 1 }))).length).toBe(280)
		expect(damage).toHaveLength(1)
	})
})
