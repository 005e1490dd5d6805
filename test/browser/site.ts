/** A site on the loopback whose only script is the bundle of some files, under a strict policy: no inline scripts, no code from strings, no WebAssembly, no other hosts. */
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'esbuild'
import { build } from 'esbuild'

/** The folder of the project: also of a benchmark that was bundled into one two folders below it. */
const ROOT = fileURLToPath(new URL('../../', import.meta.url))

const POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'"

/** What stands in a page for what tests import in Node. */
const STAND_INS: Readonly<Record<string, string>> = {
	'vitest': 'test/browser/page/vitest.ts',
	'node:fs': 'test/browser/page/node-fs.ts',
	'node:zlib': 'test/browser/page/node-zlib.ts',
}

const standIns: Plugin = {
	name: 'stand-ins',
	setup({ onResolve }) {
		onResolve({ filter: /^(?:vitest|node:fs|node:zlib)$/ }, ({ path }) => ({ path: join(ROOT, STAND_INS[path] as string) }))
	},
}

/** One script out of files of the project, in their order. */
async function bundle(files: readonly string[]): Promise<string> {
	const { outputFiles } = await build({
		stdin: { contents: files.map((file) => `import './${file}'`).join('\n'), resolveDir: ROOT, loader: 'ts' },
		bundle: true,
		format: 'esm',
		platform: 'browser',
		target: 'es2022',
		// package.json says that files have no effects of their own; those of tests have.
		ignoreAnnotations: true,
		write: false,
		logLevel: 'error',
		plugins: [standIns],
	})
	return outputFiles[0]?.text ?? ''
}

/** Runs before everything else: notes what the policy forbids, and takes away what is to be missing. */
function beginning(without: readonly string[]): string {
	return `globalThis.forbidden = []
document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile, lineNumber }) => forbidden.push([violatedDirective, blockedURI, sourceFile, lineNumber].join(' ')))
for (const name of ${JSON.stringify(without)}) {
	Reflect.deleteProperty(globalThis, name)
	if (name in globalThis) throw new Error(name + ' stays')
}
`
}

const PAGE =
	'<!doctype html><html lang="en"><meta charset="utf-8"><title>Budkavle</title><script src="/beginning.js"></script><script type="module" src="/bundle.js"></script>'

/** What a path holds: its type and its bytes. */
type Answer = readonly [type: string, body: string | Uint8Array]

export interface SiteOptions {
	/** Files of the project whose code runs in the page, such as `test/vectors/merge.test.ts`. */
	readonly files: readonly string[]
	/** Names of the page that are taken away before anything runs. */
	readonly without?: readonly string[]
	/** More that the site holds, by its path. */
	readonly holds?: Readonly<Record<string, Uint8Array>>
}

export interface Site {
	/** Where the page is. */
	readonly url: string
	readonly origin: string
	/** The same page, but its origin is one of its own, to which the browser gives no storage. */
	readonly sandboxed: string
	/** Resolves when the page asks for `/stop`, which never answers: a page that waits for it stands still. */
	stopped(): Promise<void>
	/** How often the page has asked for `/acknowledged` since this was asked last. */
	acknowledged(): number
	close(): Promise<void>
}

export async function openSite({ files, without = [], holds = {} }: SiteOptions): Promise<Site> {
	const script = await bundle(files)
	let stop: () => void = () => undefined
	let acknowledged = 0
	const answers: Readonly<Record<string, () => Answer>> = {
		'/': () => ['text/html', PAGE],
		'/sandboxed': () => ['text/html', PAGE],
		'/beginning.js': () => ['text/javascript', beginning(without)],
		'/bundle.js': () => ['text/javascript', script],
		'/acknowledged': () => ['text/plain', ''],
		'/SPEC.md': () => ['text/plain', readFileSync(join(ROOT, 'SPEC.md'))],
	}
	const vectorsAt = (url: string): Answer | undefined =>
		/^\/vectors\/[a-z-]+\.json$/.test(url) ? ['text/plain', readFileSync(join(ROOT, url))] : undefined
	const heldAt = (url: string): Answer | undefined =>
		Object.hasOwn(holds, url) ? ['application/octet-stream', holds[url] as Uint8Array] : undefined
	const answer = ({ url = '' }: IncomingMessage, response: ServerResponse): void => {
		if (url === '/stop') {
			stop()
			return
		}
		if (url === '/acknowledged') acknowledged++
		const found = answers[url]?.() ?? vectorsAt(url) ?? heldAt(url)
		if (found === undefined) {
			response.writeHead(404).end()
			return
		}
		const [type, body] = found
		response
			.writeHead(200, {
				'content-type': `${type}; charset=utf-8`,
				'content-security-policy': url === '/sandboxed' ? `${POLICY}; sandbox allow-scripts` : POLICY,
				'cross-origin-resource-policy': 'cross-origin',
				'access-control-allow-origin': '*',
				'cache-control': 'no-store',
			})
			.end(body)
	}
	const server = createServer(answer)
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
	const origin = `http://localhost:${(server.address() as AddressInfo).port}`
	return {
		url: `${origin}/`,
		origin,
		sandboxed: `${origin}/sandboxed`,
		stopped: () =>
			new Promise((resolve) => {
				stop = resolve
			}),
		acknowledged: () => {
			const count = acknowledged
			acknowledged = 0
			return count
		},
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve())
				server.closeAllConnections()
			}),
	}
}
