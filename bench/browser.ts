/**
 * The speed in a browser: unpacking and verifying the workload, and taking it into IndexedDB, against bare verifications of signatures by WebCrypto in the same page and run, 64 at a time.
 * R: messages per second over such verifications per second; seconds that pass, since a page cannot ask for processor time. Run it by `npm run bench browser`; it needs Chromium.
 */
import { packBundle } from '../src/bundle/pack.js'
import { missingChromium, startChromium } from '../test/browser/chromium.js'
import { openSite } from '../test/browser/site.js'
import type {} from './browser-page.js'
import { row } from './measure.js'
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
	const bare = await page.evaluate(() => globalThis.browserBench.bareVerifications())
	row('bare verifications by WebCrypto a second, 64 at a time', Math.round(bare))
	row('', 'a second', 'R')
	const rate = (what: string, perSecond: number): void => row(what, Math.round(perSecond), (perSecond / bare).toFixed(2))
	rate('unpacked and verified, by checkpoints', await page.evaluate(() => globalThis.browserBench.verified('/checkpoints', 7)))
	rate('unpacked and verified, by signatures', await page.evaluate(() => globalThis.browserBench.verified('/signatures', 2)))
	rate(
		'received into IndexedDB, by checkpoints',
		await page.evaluate(() => globalThis.browserBench.receivedIntoIndexedDb('/checkpoints', 2)),
	)
	rate('received into memory, by checkpoints', await page.evaluate(() => globalThis.browserBench.receivedIntoMemory('/checkpoints', 3)))
} finally {
	await chromium.close()
	await site.close()
}
