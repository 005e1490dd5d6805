/** `serve`: a relay that others exchange with over HTTP. */
import { mkdir } from 'node:fs/promises'
import type { Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import { BudkavleError } from '../../errors.js'
import { printableJson } from '../../render/json.js'
import { openReplica } from '../../replica/open.js'
import { admission } from '../../server/admission.js'
import { nodeListener } from '../../server/node.js'
import type { RelayLog } from '../../server/relay.js'
import { relayHandler } from '../../server/relay.js'
import { sqliteStore } from '../../store/sqlite.js'
import type { Store } from '../../store/types.js'
import { collect, parseCount, parseSize } from '../arguments.js'
import type { Context, Result } from '../context.js'
import { fileError, usage } from '../failure.js'
import { writeOut } from '../output.js'
import type { Run } from '../run.js'

interface ServeFlags {
	readonly host: string
	readonly port: string
	readonly store?: string
	readonly quota?: string
	readonly readToken?: readonly string[]
	readonly writeToken?: readonly string[]
	readonly allow?: readonly string[]
	readonly deny?: readonly string[]
	readonly space?: readonly string[]
	readonly perAuthor: string
	readonly perMinute: string
	readonly maxAge?: string
	readonly listeners: string
	readonly quiet?: boolean
}

const RELAY_STORE = 'relay.sqlite'
const MOST = 999_999_999
const DAY = 86_400
/** Milliseconds for what is under way when it is told to end. */
const GRACE = 3000

/** `?schema=NAME` is ours; everything else is for the driver. */
function splitSchema(given: string): { readonly connectionString: string; readonly schema: string | null } {
	if (!URL.canParse(given))
		throw usage('--store takes postgres://USER@HOST:PORT/DATABASE, with ?schema=NAME for another schema than budkavle.')
	const url = new URL(given)
	const schema = url.searchParams.get('schema')
	url.searchParams.delete('schema')
	return { connectionString: url.href, schema }
}

async function openStore(context: Context, given: string | undefined): Promise<Store> {
	if (given !== undefined && /^postgres(?:ql)?:\/\//.test(given)) {
		// Only whoever wants PostgreSQL needs its driver.
		const { postgresStore } = await import('../../store/postgres.js')
		const { connectionString, schema } = splitSchema(given)
		return postgresStore(schema === null ? { connectionString } : { connectionString, schema })
	}
	const path = given ?? join(context.home, RELAY_STORE)
	try {
		await mkdir(dirname(path), { recursive: true, mode: 0o700 })
	} catch (error) {
		throw fileError('make', dirname(path), error)
	}
	return sqliteStore(path)
}

function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
	return new Promise((resolve, reject) => {
		server.once('error', (error: NodeJS.ErrnoException) => {
			const reason = error.code === 'EADDRINUSE' ? 'another program listens there already' : error.message
			reject(usage(`Cannot listen on ${host} port ${port}: ${reason}. Choose another one with --port.`))
		})
		server.listen(port, host, () => resolve(server.address() as AddressInfo))
	})
}

/** Until the process is told to end. */
function ended(): Promise<string> {
	return new Promise((resolve) => {
		for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal))
	})
}

async function serve(context: Context, flags: ServeFlags): Promise<Result> {
	const { stdout, stderr, env } = context.io
	const port = parseCount(flags.port, '--port', 0, 65_535)
	const perAuthor = parseCount(flags.perAuthor, '--per-author', 1, MOST)
	const perMinute = parseCount(flags.perMinute, '--per-minute', 1, MOST)
	const listeners = parseCount(flags.listeners, '--listeners', 1, 1_000_000)
	const quota = flags.quota === undefined ? undefined : parseSize(flags.quota, '--quota')
	const maxAge = flags.maxAge === undefined ? undefined : DAY * parseCount(flags.maxAge, '--max-age', 1, 1_000_000)
	const tokens = (given: readonly string[] | undefined, name: string): readonly string[] =>
		given ?? (env[name] === undefined || env[name] === '' ? [] : [env[name] as string])
	const log = (line: object): void => {
		if (flags.quiet !== true) stderr.write(`${JSON.stringify({ time: new Date().toISOString(), ...line })}\n`)
	}
	const store = await openStore(context, flags.store)
	const ending = ended()
	const stop = new AbortController()
	try {
		const policy = admission(store, {
			perAuthor,
			perMinute,
			clock: context.now,
			...(flags.allow === undefined ? {} : { allow: flags.allow }),
			...(flags.deny === undefined ? {} : { deny: flags.deny }),
			...(flags.space === undefined ? {} : { spaces: flags.space }),
			...(maxAge === undefined ? {} : { maxAge }),
		})
		const replica = await openReplica({
			store,
			clock: context.now,
			admit: policy.admit,
			onDamage: (error) => log({ level: 'error', event: 'damage', code: error.code, message: error.message }),
			...(quota === undefined ? {} : { quota }),
		})
		const handler = relayHandler(replica, {
			admission: policy,
			readTokens: tokens(flags.readToken, 'BUDKAVLE_READ_TOKEN'),
			writeTokens: tokens(flags.writeToken, 'BUDKAVLE_WRITE_TOKEN'),
			limits: { listeners },
			signal: stop.signal,
			onRequest: (request: RelayLog) => log({ level: 'info', event: 'request', ...request }),
			onError: (error) =>
				log({ level: 'error', event: 'failure', code: error instanceof BudkavleError ? error.code : 'internal', message: String(error) }),
		})
		const server = createServer((request, response) => {
			nodeListener((asked) => handler(asked, request.socket.remoteAddress))(request, response)
		})
		const { address, port: bound } = await listen(server, flags.host, port)
		const url = `http://${address.includes(':') ? `[${address}]` : address}:${bound}`
		await writeOut(stdout, context.json ? `${printableJson({ url })}\n` : `listening on ${url}\n`)
		const signal = await ending
		log({ level: 'info', event: 'ending', signal })
		stop.abort()
		await new Promise<void>((resolve) => {
			server.close(() => resolve())
			server.closeIdleConnections()
			// Whoever says nothing, or does not read, shall not keep it.
			setTimeout(() => server.closeAllConnections(), GRACE).unref()
		})
		await replica.close()
		return { json: {}, lines: [], written: true }
	} finally {
		await store.close()
	}
}

export function addServing(program: Command, run: Run): void {
	program
		.command('serve')
		.summary('be a relay that others exchange with')
		.description(
			'Answers everybody who exchanges over HTTP (budkavle sync URL), until it is told to end by SIGTERM or SIGINT. It needs no key and writes nothing itself. Each request is a line of JSON on standard error. /health and /metrics say how it is; /openapi.json says what else there is.',
		)
		.option('--host <ADDRESS>', 'the address to listen on; 0.0.0.0 for everybody', '127.0.0.1')
		.option('--port <PORT>', 'the port to listen on; 0 for any that is free', '8585')
		.option(
			'--store <PLACE>',
			`an SQLite file, or postgres://USER@HOST:PORT/DATABASE?schema=NAME, which several relays may share; ${RELAY_STORE} in the home without it`,
		)
		.option('--quota <SIZE>', 'how many bytes to keep, such as 5G; what is more goes, the oldest first')
		.option('--read-token <TOKEN>', 'only whoever gives this may read; may be repeated; BUDKAVLE_READ_TOKEN without it', collect)
		.option('--write-token <TOKEN>', 'only whoever gives this may write; may be repeated; BUDKAVLE_WRITE_TOKEN without it', collect)
		.option('--allow <KEY>', 'keep messages by this author alone; may be repeated', collect)
		.option('--deny <KEY>', 'keep no messages by this author; may be repeated', collect)
		.option('--space <SPACE>', 'keep messages of this community alone; may be repeated', collect)
		.option('--per-author <COUNT>', 'how many messages of one author to keep', '100000')
		.option('--per-minute <COUNT>', 'how many new messages one peer may send in a minute', '10000')
		.option('--max-age <DAYS>', 'keep no posts and replies that are older when they come')
		.option('--listeners <COUNT>', 'how many may follow changes at the same time', '1000')
		.option('--quiet', 'no line for each request')
		.action((flags: ServeFlags) => run(async (context) => serve(context, flags)))
}
