/** Where the tests of the PostgreSQL store find a server: as PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE say, or on this machine. Every test has a schema of its own. */
import { randomBytes } from 'node:crypto'
import pg from 'pg'

const { PGHOST = '127.0.0.1', PGPORT = '5432', PGUSER = 'postgres', PGPASSWORD, PGDATABASE } = process.env
const databases = PGDATABASE === undefined ? ['test', 'postgres'] : [PGDATABASE]
const ABSENT = ['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENOENT']
const NO_DATABASE = '3D000'

export const server: { readonly host: string; readonly port: number } = { host: PGHOST, port: Number(PGPORT) }

/** The address of a database, on the server itself or on something that stands before it. */
export function addressOf(database: string, { host, port }: typeof server = server): string {
	const password = PGPASSWORD === undefined ? '' : `:${encodeURIComponent(PGPASSWORD)}`
	return `postgres://${encodeURIComponent(PGUSER)}${password}@${encodeURIComponent(host)}:${port}/${encodeURIComponent(database)}`
}

async function present(): Promise<string | undefined> {
	for (const database of databases) {
		const client = new pg.Client({ connectionString: addressOf(database) })
		try {
			await client.connect()
			await client.end()
			return database
		} catch (error) {
			const code = (error as { readonly code?: string }).code ?? ''
			if (ABSENT.includes(code)) return undefined
			// Whatever else is wrong with a server that is there is not passed over.
			if (code !== NO_DATABASE) throw error
		}
	}
	throw new Error(
		`The PostgreSQL server ${PGHOST}:${PGPORT} has no database ${databases.join(' or ')}: create one, or name one in PGDATABASE.`,
	)
}

const database = await present()

/** Why there are no tests against a server; `undefined` when there are. */
export const missingServer = async (): Promise<string | undefined> =>
	database === undefined ? `there is no PostgreSQL server at ${PGHOST}:${PGPORT}` : undefined

export const databaseName: string = database ?? 'test'
export const connectionString: string = addressOf(databaseName)

/** Asks the server something, beside all stores. */
export async function ask(sql: string, values: readonly unknown[] = []): Promise<readonly Readonly<Record<string, unknown>>[]> {
	const client = new pg.Client({ connectionString })
	await client.connect()
	try {
		return (await client.query(sql, [...values])).rows
	} finally {
		await client.end()
	}
}

export interface PostgresPlace {
	readonly connectionString: string
	readonly schema: string
	remove(): Promise<void>
}

/** A schema that is not there yet. */
export function postgresPlace(): PostgresPlace {
	const schema = `budkavle_test_${randomBytes(8).toString('hex')}`
	return {
		connectionString,
		schema,
		async remove() {
			await ask(`DROP SCHEMA IF EXISTS "${schema}" CASCADE`)
		},
	}
}
