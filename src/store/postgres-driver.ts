/** Pools of the store's own, by the package `pg`. */
import { BudkavleError } from '../errors.js'
import type { PostgresPool } from './postgres-client.js'

export interface OwnPool extends PostgresPool {
	end(): Promise<void>
}

interface Pg {
	readonly default: {
		readonly Pool: new (config: {
			readonly connectionString: string
			readonly max: number
			readonly connectionTimeoutMillis: number
			readonly keepAlive: boolean
			readonly keepAliveInitialDelayMillis: number
		}) => OwnPool
	}
}

/** Connections of one store: one for who follows, one for who writes, and some for who reads. */
const CONNECTIONS = 6
const CONNECT_TIMEOUT = 10_000
/** After so many milliseconds of silence the system asks whether the server is still there: who follows may hear nothing for long. */
const KEEP_ALIVE = 10_000
const SCHEME = /^postgres(?:ql)?:\/\//

async function importPg(): Promise<Pg> {
	try {
		return (await import('pg')) as unknown as Pg
	} catch (cause) {
		const { code, message } = cause as { readonly code?: unknown; readonly message?: unknown }
		const isMissing = code === 'ERR_MODULE_NOT_FOUND' && String(message).includes("'pg'")
		const sentence = isMissing
			? 'The PostgreSQL store needs the package pg, which is not installed. Install it: npm install pg.'
			: `The package pg is installed but cannot be loaded here: ${String(message)}. Install it again.`
		throw new BudkavleError('store-unavailable', sentence, { cause })
	}
}

/** Nothing of the connection string may stand in an error: it can hold a password. */
export async function openPool(connectionString: string): Promise<OwnPool> {
	const unfit = (): BudkavleError =>
		new BudkavleError(
			'argument-invalid',
			'Expected a connection string as postgres://user:password@host:port/database, but something else came (it is not shown, since it can hold a password). Characters such as # and / inside of a password are written as %23 and %2F.',
		)
	if (!SCHEME.test(connectionString) || !URL.canParse(connectionString)) throw unfit()
	const { default: pg } = await importPg()
	try {
		return new pg.Pool({
			connectionString,
			max: CONNECTIONS,
			connectionTimeoutMillis: CONNECT_TIMEOUT,
			keepAlive: true,
			keepAliveInitialDelayMillis: KEEP_ALIVE,
		})
	} catch {
		throw unfit()
	}
}
