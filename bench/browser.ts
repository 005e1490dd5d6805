/**
 * The speed in a browser: unpacking and verifying the workload, and taking it into IndexedDB, against bare verifications of signatures by WebCrypto in the same page and run, 64 at a time.
 * R: messages per CPU-second over such verifications per CPU-second, of all processes of the browser together. Run it by `npm run bench browser`; it needs Chromium.
 */
import { packBundle } from '../src/bundle/pack.js'
import { missingChromium, startChromium } from '../test/browser/chromium.js'
import { openSite } from '../test/browser/site.js'
import type {} from './browser-page.js'
import { least, row } from './measure.js'
import { makeWorkload, withCheckpoints } from './workload.js'

const reason = missingChromium()
if (reason !== undefined) {
	console.log(`Nothing measured: ${reason}.`)
	process.exit(0)
}
const workload = await makeWorkload()
const messages = withCheckpoints(workload)
const site = await openSite({
	files: ['bench/browser-page.ts'],
	holds: { '/checkpoints': packBundle({ messages }), '/signatures': packBundle({ messages: workload.messages }) },
})
const chromium = await startChromium()
try {
	const page = await chromium.newPage(site.url)
	row('Chromium', await page.evaluate(() => /Chrome\/(\d+)/.exec(navigator.userAgent)?.[1] ?? ''))
	/** How often a second of processor time something is done, in the best of several runs. */
	const rateOf = async (runs: number, work: () => Promise<number>): Promise<number> => {
		let count = 0
		const seconds = await least(runs, async () => {
			const before = await chromium.cpuSeconds()
			count = await work()
			return (await chromium.cpuSeconds()) - before
		})
		return count / seconds
	}
	await page.evaluate(() => globalThis.browserBench.prepare())
	const bare = await rateOf(5, () => page.evaluate(() => globalThis.browserBench.bareVerifications()))
	row('bare verifications by WebCrypto a CPU-second, 64 at a time', Math.round(bare))
	row('', 'a CPU-second', 'R')
	const rate = async (what: string, runs: number, work: () => Promise<number>): Promise<void> => {
		const perSecond = await rateOf(runs, work)
		row(what, Math.round(perSecond), (perSecond / bare).toFixed(2))
	}
	await rate('unpacked and verified, by checkpoints', 9, () => page.evaluate(() => globalThis.browserBench.verified('/checkpoints')))
	await rate('unpacked and verified, by signatures', 3, () => page.evaluate(() => globalThis.browserBench.verified('/signatures')))
	await rate('received into IndexedDB, by checkpoints', 3, () => page.evaluate(() => globalThis.browserBench.intoIndexedDb('/checkpoints')))
	await rate('received into memory, by checkpoints', 3, () => page.evaluate(() => globalThis.browserBench.intoMemory('/checkpoints')))
} finally {
	await chromium.close()
	await site.close()
}
