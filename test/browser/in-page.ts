/** Runs test files in a page of Chromium: each case there is a test here. */
import { afterAll, expect, test } from 'vitest'
import { missingChromium, startChromium } from './chromium.js'
import type { SiteOptions } from './site.js'
import { openSite } from './site.js'

declare global {
	var forbidden: readonly string[]
}

/** Some take seconds where other programs are busy. */
const TIMEOUT = 300_000

/** Registers the cases of the files, where a browser is installed. To be awaited while tests are collected. */
export async function testInPage(options: SiteOptions): Promise<void> {
	const reason = missingChromium()
	if (reason !== undefined) {
		test('runs in Chromium', (ctx) => ctx.skip(reason))
		return
	}
	const site = await openSite(options)
	const chromium = await startChromium()
	afterAll(async () => {
		await chromium.close()
		await site.close()
	})
	const page = await chromium.context.newPage()
	const mistakes: string[] = []
	page.on('pageerror', (error) => mistakes.push(String(error.stack)))
	await page.goto(site.url)
	const names = await page.evaluate(() => globalThis.pageCases?.names)
	if (names === undefined || names.length === 0) throw new Error(`the page has no cases: ${mistakes.join('\n')}`)
	for (const [index, name] of names.entries()) {
		test(name, { timeout: TIMEOUT }, async () => {
			const problem = await page.evaluate((i) => globalThis.pageCases?.run(i), index)
			if (problem !== undefined) throw new Error(problem)
		})
	}
	test('the page was asked for nothing that its policy forbids, and nothing failed beside the cases', async () => {
		expect(await page.evaluate(() => globalThis.forbidden)).toEqual([])
		expect(mistakes).toEqual([])
	})
}
