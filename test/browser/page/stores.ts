/** What tests do with stores in a page that they drive from outside: several pages, pages that are closed, browsers that are killed. */
import { BudkavleError } from '../../../src/errors.js'
import { indexedDbStore } from '../../../src/store/indexeddb.js'
import type { Store } from '../../../src/store/types.js'
import { person } from '../../../src/testing/cast.js'
import { crashModel } from '../../store/crash-model.js'
import { crashSteps, take } from '../../store/crash-steps.js'
import { Scribe } from '../../store/unsigned.js'

/** Tells the site, or waits for it, and lets nothing else happen in between. */
function ask(path: string): void {
	const request = new XMLHttpRequest()
	request.open('GET', path, false)
	request.send()
}

let operations = 0

/** Counts what is asked of IndexedDB, and stands still before the operation of this number. */
function countOperations(stopAt: number): void {
	operations = 0
	for (const name of ['get', 'getAll', 'getAllKeys', 'openCursor', 'put', 'delete'] as const) {
		const original = IDBObjectStore.prototype[name] as (...args: unknown[]) => unknown
		Object.assign(IDBObjectStore.prototype, {
			[name](this: IDBObjectStore, ...args: unknown[]) {
				operations++
				if (operations === stopAt) ask('/stop')
				return original.apply(this, args)
			},
		})
	}
}

let watching = false
let held: Store | undefined

const pageStores = {
	/** Takes the steps, tells the site of each that was acknowledged, and returns how many operations that took. Stands still before one of them, or never (0). */
	async takeSteps(name: string, stopAt: number): Promise<number> {
		countOperations(stopAt)
		const store = await indexedDbStore({ name })
		for (const step of await crashSteps()) {
			await take(store, step)
			ask('/acknowledged')
		}
		await store.close()
		return operations
	},

	/** How many steps were taken, all of them whole; afterwards all are. */
	async goOn(name: string, acknowledged: number): Promise<number> {
		const model = await crashModel()
		const store = await indexedDbStore({ name })
		const whole = await model.wholeSteps(store, acknowledged)
		for (const step of model.steps.slice(whole)) await take(store, step)
		await model.wholeSteps(store, model.steps.length)
		await store.close()
		return whole
	},

	/** Numbers messages in a log that other pages write at the same time. */
	async append(name: string, text: string, count: number): Promise<void> {
		const anna = await person(0)
		const store = await indexedDbStore({ name })
		for (let written = 0; written < count; ) {
			const seq = ((await store.logs(anna.author))[0]?.lastSeq ?? 0) + 1
			const message = await anna.post({ text: `${text} ${written}`, seq })
			if ((await store.ingest({ messages: [message], unique: true })).written) written++
		}
		await store.close()
	},

	async logs(name: string): Promise<readonly { readonly held: number; readonly lastSeq: number }[]> {
		const store = await indexedDbStore({ name })
		const logs = await store.logs()
		await store.close()
		return logs.map(({ held, lastSeq }) => ({ held, lastSeq }))
	},

	/** Writes ten posts at a time, and takes them all back together, so many times. */
	async writeAndRetract(name: string, rounds: number): Promise<void> {
		const scribe = new Scribe(name)
		const store = await indexedDbStore({ name })
		for (let round = 0; round < rounds; round++) {
			const posts = Array.from({ length: 10 }, (_, i) => scribe.post(`tidings ${round} ${i}`))
			await store.ingest({ messages: posts })
			await store.ingest({ messages: [scribe.retract(posts)] })
		}
		await store.close()
	},

	/** Reads as long as it may, while another page writes and takes back. How often it read, and what it met that is no whole number of tens. */
	async watch(name: string): Promise<{ readonly looks: number; readonly wrong: readonly string[] }> {
		const store = await indexedDbStore({ name })
		const wrong: string[] = []
		let looks = 0
		watching = true
		while (watching) {
			const [posts, found] = await Promise.all([store.list({ by: 'time', kind: 1 }), store.search({ words: 'tidings' })])
			const lengths = [posts.messages.length, found.length]
			if (lengths.some((length) => length % 10 !== 0)) wrong.push(lengths.join(' '))
			looks++
		}
		await store.close()
		return { looks, wrong }
	},

	stopWatching(): void {
		watching = false
	},

	/** The code and sentence with which a store cannot be opened. */
	async failure(name: string): Promise<readonly string[]> {
		try {
			await indexedDbStore({ name })
		} catch (error) {
			if (error instanceof BudkavleError) return [error.code, error.message]
			throw error
		}
		return ['it opened']
	},

	/** Opens a store that stays open, and writes into it. */
	async hold(name: string): Promise<void> {
		held = await indexedDbStore({ name })
		await held.setLocal('held', Uint8Array.of(1))
	},

	/** What writing so many values of 64 KiB gives: nothing, or the code and sentence of the error. */
	async fill(values: number): Promise<readonly string[]> {
		if (held === undefined) throw new Error('no store is held')
		try {
			for (let i = 0; i < values; i++) await held.setLocal(`value ${i}`, crypto.getRandomValues(new Uint8Array(65_536)))
			return []
		} catch (error) {
			if (error instanceof BudkavleError) return [error.code, error.message]
			throw error
		}
	},

	async keys(): Promise<readonly string[]> {
		if (held === undefined) throw new Error('no store is held')
		return held.localKeys('')
	},
}

declare global {
	var stores: typeof pageStores
}
globalThis.stores = pageStores
