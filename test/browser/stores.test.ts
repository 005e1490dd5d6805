/** Stores over IndexedDB in several pages, in pages that are closed and browsers that are killed, and where the browser refuses. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/testing/random.js'
import type { Chromium, Profile } from './chromium.js'
import { missingChromium, newProfile, startChromium } from './chromium.js'
import type {} from './page/stores.js'
import type { Site } from './site.js'
import { openSite } from './site.js'

const reason = missingChromium()
/** Each takes seconds where other programs are busy. */
const KILLS = 5
const TIMEOUT = 300_000

let site: Site
let profile: Profile
let chromium: Chromium

beforeAll(async () => {
	if (reason !== undefined) return
	site = await openSite({ files: ['test/browser/page/stores.ts'] })
	profile = newProfile()
	chromium = await startChromium(profile)
})

afterAll(async () => {
	if (reason !== undefined) return
	await chromium.close()
	await site.close()
	profile.remove()
})

/** A test with pages of the site, where a browser is installed. */
function testWithPages(name: string, work: (newPage: (url?: string) => Promise<Page>) => Promise<void>): void {
	test(name, { timeout: TIMEOUT }, async (ctx) => {
		if (reason !== undefined) ctx.skip(reason)
		const pages: Page[] = []
		await work(async (url = site.url) => {
			const page = await chromium.newPage(url)
			pages.push(page)
			return page
		})
		for (const page of pages) await page.close()
	})
}

/** One operation out of each of so many equal parts of all. */
function points(operations: number, count: number): readonly number[] {
	const random = seededRandom(21)
	const part = Math.floor(operations / count)
	return Array.from({ length: count }, (_, i) => 1 + part * i + random.below(part))
}

/** Begins to write and resolves when the page stands still before the operation; how many steps were acknowledged. */
async function writeUntil(page: Page, name: string, stopAt: number): Promise<number> {
	const stopped = site.stopped()
	// It never answers: the page ends before.
	page.evaluate(([name, stopAt]) => globalThis.stores.takeSteps(name, stopAt), [name, stopAt] as const).catch(() => undefined)
	await stopped
	return site.acknowledged()
}

const goOn = (page: Page, name: string, acknowledged: number): Promise<number> =>
	page.evaluate(([name, acknowledged]) => globalThis.stores.goOn(name, acknowledged), [name, acknowledged] as const)

/** Kills at several operations of all that the steps take. */
async function expectSurvival(what: string, first: Page, kill: () => Promise<void>): Promise<void> {
	const operations = await first.evaluate((name) => globalThis.stores.takeSteps(name, 0), `${what} whole`)
	expect(site.acknowledged()).toBeGreaterThan(20)
	expect(operations).toBeGreaterThan(500)
	const wholes = new Set<number>()
	for (const stopAt of points(operations, KILLS)) {
		const name = `${what} killed before ${stopAt}`
		const acknowledged = await writeUntil(await chromium.newPage(site.url), name, stopAt)
		await kill()
		const page = await chromium.newPage(site.url)
		const whole = await goOn(page, name, acknowledged)
		wholes.add(whole)
		await page.close()
	}
	expect(wholes.size).toBeGreaterThan(KILLS / 2)
}

describe('all that was acknowledged is there, nothing half done, and it goes on,', () => {
	testWithPages('when a page is killed in the middle of its work, wherever it was', async (newPage) => {
		await expectSurvival('page', await newPage(), () => chromium.killPages())
	})

	testWithPages('when the browser is killed in the middle of its work, wherever it was', async (newPage) => {
		await expectSurvival('browser', await newPage(), async () => {
			await chromium.kill()
			chromium = await startChromium(profile)
		})
	})

	testWithPages('when a page is closed while it writes', async (newPage) => {
		const survivor = await newPage()
		for (const after of [1, 5, 12]) {
			const page = await newPage()
			const name = `closed ${after}`
			const reached = new Promise<void>((resolve) => {
				let count = 0
				page.on('request', (request) => {
					if (request.url().endsWith('/acknowledged') && ++count === after) resolve()
				})
			})
			page.evaluate((name) => globalThis.stores.takeSteps(name, 0), name).catch(() => undefined)
			await reached
			await page.close()
			await goOn(survivor, name, site.acknowledged())
		}
	})
})

describe('two pages on one database', () => {
	testWithPages('number the messages of one log without a gap and without a fork', async (newPage) => {
		const pages = [await newPage(), await newPage()]
		await Promise.all(pages.map((page, i) => page.evaluate((i) => globalThis.stores.append('two', `page ${i}`, 25), i)))
		expect(await pages[0]?.evaluate(() => globalThis.stores.logs('two'))).toEqual([{ held: 50, lastSeq: 50 }])
	})

	testWithPages('see each batch of the other whole or not at all, also what is taken back', async (newPage) => {
		const [writer, reader] = [await newPage(), await newPage()]
		const watched = reader.evaluate(() => globalThis.stores.watch('watched'))
		// It is looked at when the other is done.
		watched.catch(() => undefined)
		await writer.evaluate(() => globalThis.stores.writeAndRetract('watched', 30))
		await reader.evaluate(() => globalThis.stores.stopWatching())
		const { looks, wrong } = await watched
		expect(wrong).toEqual([])
		expect(looks).toBeGreaterThan(0)
	})
})

describe('where the browser refuses', () => {
	testWithPages('space, writing gives store-full and goes on when there is some again', async (newPage) => {
		// The browser remembers for a while how much space a site had: this one is new.
		const fresh = await openSite({ files: ['test/browser/page/stores.ts'] })
		const { origin } = fresh
		const page = await newPage(fresh.url)
		const session = await chromium.context.newCDPSession(page)
		await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1_000_000 })
		await page.evaluate(() => globalThis.stores.hold('quota'))
		const [code, sentence] = await page.evaluate(() => globalThis.stores.fill(100))
		expect(code).toBe('store-full')
		expect(sentence).toContain('has no space left')
		await session.send('Storage.overrideQuotaForOrigin', { origin })
		expect(await page.evaluate(() => globalThis.stores.fill(20))).toEqual([])
		expect(await page.evaluate(() => globalThis.stores.keys())).toContain('value 19')
		await fresh.close()
	})

	testWithPages('to keep the data of the site any longer, every call says so, and a new store is empty', async (newPage) => {
		const page = await newPage()
		const session = await chromium.context.newCDPSession(page)
		await page.evaluate(() => globalThis.stores.hold('cleared'))
		await session.send('Storage.clearDataForOrigin', { origin: site.origin, storageTypes: 'indexeddb' })
		const [code, sentence] = await page.evaluate(() => globalThis.stores.fill(1))
		expect(code).toBe('store-io')
		expect(sentence).toMatch(/was (?:closed by the browser|deleted by another page)/)
		await page.evaluate(() => globalThis.stores.hold('cleared'))
		expect(await page.evaluate(() => globalThis.stores.keys())).toEqual(['held'])
	})

	testWithPages('a page all storage, opening gives store-unavailable', async (newPage) => {
		const page = await newPage(site.sandboxed)
		const [code, sentence] = await page.evaluate(() => globalThis.stores.failure('sandboxed'))
		expect(code).toBe('store-unavailable')
		expect(sentence).toContain('the browser lets this page keep nothing')
	})

	testWithPages('to have an IndexedDB, opening gives store-unavailable', async () => {
		const bare = await openSite({ files: ['test/browser/page/stores.ts'], without: ['indexedDB'] })
		const page = await chromium.newPage(bare.url)
		expect(await page.evaluate(() => globalThis.stores.failure('none'))).toEqual([
			'store-unavailable',
			expect.stringContaining('There is no IndexedDB here'),
		])
		await page.close()
		await bare.close()
	})
})
