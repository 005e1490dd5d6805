/** Chromium as it is installed on the machine, for tests of what only a browser shows. Nothing is ever downloaded. */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { chromium } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome']

/** Nothing of it speaks to anybody but the page. */
const FLAGS = [
	'--headless',
	'--no-sandbox',
	'--disable-gpu',
	'--disable-dev-shm-usage',
	'--disable-quic',
	'--no-first-run',
	'--no-default-browser-check',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	'--disable-default-apps',
	'--disable-extensions',
	'--metrics-recording-only',
	'--password-store=basic',
	'--use-mock-keychain',
	'--remote-debugging-port=0',
]

function isExecutable(path: string): boolean {
	try {
		accessSync(path, constants.X_OK)
		return true
	} catch {
		return false
	}
}

/** The executable that the environment names, or the first on the path. One that is named must be there. */
function executable(): string | undefined {
	const { BUDKAVLE_CHROMIUM: named, PATH = '' } = process.env
	if (named !== undefined && named !== '') {
		if (!isExecutable(named)) throw new Error(`BUDKAVLE_CHROMIUM names ${named}, which is no program.`)
		return named
	}
	return PATH.split(delimiter)
		.flatMap((folder) => NAMES.map((name) => join(folder, name)))
		.find(isExecutable)
}

/** Why there is no browser here; `undefined` when there is one. */
export function missingChromium(): string | undefined {
	return executable() === undefined ? 'Chromium is not installed, and BUDKAVLE_CHROMIUM names none' : undefined
}

/** A folder in which a browser keeps what its pages keep. */
export interface Profile {
	readonly path: string
	remove(): void
}

export function newProfile(): Profile {
	const path = mkdtempSync(join(tmpdir(), 'budkavle-chromium-'))
	return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }) }
}

const running: Set<ChildProcess> = new Set()

/** The browser and all processes that it started. */
function killAll(child: ChildProcess): void {
	try {
		process.kill(-(child.pid as number), 'SIGKILL')
	} catch {
		// They have ended.
	}
}

process.on('exit', () => {
	for (const child of running) killAll(child)
})

/** The address under which the browser can be driven: it tells it on standard error. */
function addressOf(child: ChildProcess): Promise<string> {
	return new Promise((resolve, reject) => {
		let said = ''
		child.stderr?.setEncoding('utf8').on('data', (text: string) => {
			said += text
			const address = /DevTools listening on (ws:\S+)/.exec(said)?.[1]
			if (address !== undefined) resolve(address)
		})
		child.once('error', reject)
		child.once('exit', () => reject(new Error(`Chromium ended at once, and said: ${said}`)))
	})
}

export interface Chromium {
	readonly context: BrowserContext
	newPage(url: string): Promise<Page>
	/** Processor time that all its processes have used so far, in seconds. */
	cpuSeconds(): Promise<number>
	/** Kills the processes in which pages run, as `kill -9` does: all pages are gone, and the browser stays. */
	killPages(): Promise<void>
	/** Kills everything, as `kill -9` does, and waits for the end. */
	kill(): Promise<void>
	/** Ends it in order. */
	close(): Promise<void>
}

/** Starts the browser on a profile, or on one that is removed at the end. */
export async function startChromium(profile?: Profile): Promise<Chromium> {
	const own = profile ?? newProfile()
	const child = spawn(executable() as string, [...FLAGS, `--user-data-dir=${own.path}`, 'about:blank'], {
		detached: true,
		stdio: ['ignore', 'ignore', 'pipe'],
	})
	running.add(child)
	const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
	const end = async (): Promise<void> => {
		await exited
		running.delete(child)
		// What it started may outlive it for a moment.
		killAll(child)
		if (profile === undefined) own.remove()
	}
	let browser: Browser
	try {
		browser = await chromium.connectOverCDP(await addressOf(child), { timeout: 0 })
	} catch (error) {
		killAll(child)
		await end()
		throw error
	}
	const context = browser.contexts()[0] as BrowserContext
	// The tests have their own.
	context.setDefaultTimeout(0)
	return {
		context,
		newPage: async (url) => {
			const page = await context.newPage()
			await page.goto(url)
			return page
		},
		cpuSeconds: async () => {
			const session = await browser.newBrowserCDPSession()
			const { processInfo } = await session.send('SystemInfo.getProcessInfo')
			await session.detach()
			return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0)
		},
		killPages: async () => {
			const session = await browser.newBrowserCDPSession()
			const renderers = async (): Promise<readonly number[]> =>
				(await session.send('SystemInfo.getProcessInfo')).processInfo.flatMap(({ type, id }) => (type === 'renderer' ? [id] : []))
			const killed = await renderers()
			const crashes = context.pages().map((page) => page.waitForEvent('crash').then(() => page.close()))
			for (const id of killed) process.kill(id, 'SIGKILL')
			await Promise.all(crashes)
			// Until the browser has noticed it, it may give a process that is gone to a new page.
			while ((await renderers()).some((id) => killed.includes(id)));
			await session.detach()
		},
		kill: async () => {
			killAll(child)
			await end()
		},
		close: async () => {
			const session = await browser.newBrowserCDPSession()
			await session.send('Browser.close').catch(() => undefined)
			await end()
		},
	}
}
