/**
 * The tables of the PostgreSQL store, version 1, in a schema of their own. A message is known inside by its *arrival*, a number. `threads` holds the threads of a retraction beside the one that
 * stands in `messages`. `aim` is true for a target that is the id of a message, and false for the key of an author. An absent time is -1. A message has a signature or a *proof*, a number of
 * `proofs`, which counts the messages that use it, as `checkpoints` counts proofs. Texts that are compared stand there as their UTF-8 bytes: neither a collation nor a text that PostgreSQL
 * does not take can make this store answer otherwise than others. `state` has one row, which every writer locks first: arrivals thus become visible in their order.
 */
import { sha256 } from '../crypto/hash.js'
import { BudkavleError } from '../errors.js'
import type { Connection, PostgresDatabase } from './postgres-database.js'
import { utf8 } from './postgres-values.js'

/** "BdKv": the first half of the names of our advisory locks. */
const LOCK_SPACE = 0x42644b76
const OLDEST_SERVER = 120_000

/** Step n leads from version n to version n + 1. */
const MIGRATIONS: readonly string[] = [
	`
	CREATE TABLE @state (one boolean PRIMARY KEY CHECK (one), next bigint NOT NULL, messages bigint NOT NULL, blobs bigint NOT NULL, bytes bigint NOT NULL, people bigint NOT NULL);
	INSERT INTO @state VALUES (true, 1, 0, 0, 0, 0);

	CREATE TABLE @messages (
		arrival bigint PRIMARY KEY, id bytea NOT NULL UNIQUE, kind bigint NOT NULL, author bytea NOT NULL, log bigint NOT NULL, seq bigint NOT NULL, time bigint NOT NULL,
		space bytea, thread bytea NOT NULL, first bytea, question boolean NOT NULL, expires bigint, signature bytea, payload bytea NOT NULL, proof bigint
	);
	ALTER TABLE @messages ALTER payload SET STORAGE EXTERNAL;
	CREATE INDEX ON @messages (kind, arrival);
	CREATE INDEX ON @messages (thread, arrival);
	CREATE INDEX ON @messages (author, log, seq, id);
	CREATE INDEX ON @messages (author, kind, log, seq, id);
	CREATE INDEX ON @messages (kind, time, id);
	CREATE INDEX ON @messages (author, kind, time, id);
	CREATE INDEX ON @messages (space, kind, time, id) WHERE space IS NOT NULL;
	CREATE INDEX ON @messages (first, author) WHERE first IS NOT NULL;
	CREATE INDEX ON @messages (arrival) WHERE question;

	CREATE TABLE @threads (thread bytea NOT NULL, arrival bigint NOT NULL, PRIMARY KEY (thread, arrival));
	CREATE TABLE @targets (target bytea NOT NULL, arrival bigint NOT NULL, aim boolean NOT NULL, PRIMARY KEY (target, arrival));
	CREATE TABLE @topics (topic bytea NOT NULL, kind bigint NOT NULL, time bigint NOT NULL, id bytea NOT NULL, arrival bigint NOT NULL, PRIMARY KEY (topic, kind, time, id));
	CREATE TABLE @cited (hash bytea NOT NULL, arrival bigint NOT NULL, PRIMARY KEY (hash, arrival));
	CREATE TABLE @texts (arrival bigint PRIMARY KEY, words tsvector NOT NULL);
	CREATE INDEX ON @texts USING gin (words);

	CREATE TABLE @claims (
		target bytea NOT NULL, thread bytea NOT NULL, author bytea NOT NULL, log bigint NOT NULL, seq bigint NOT NULL, PRIMARY KEY (target, thread, author, log, seq)
	);
	CREATE INDEX ON @claims (author, log, seq);
	CREATE TABLE @logs (author bytea NOT NULL, log bigint NOT NULL, held bigint NOT NULL, last bigint NOT NULL, PRIMARY KEY (author, log));

	CREATE TABLE @blobs (hash bytea PRIMARY KEY, bytes bytea NOT NULL);
	ALTER TABLE @blobs ALTER bytes SET STORAGE EXTERNAL;
	CREATE TABLE @proofs (
		key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, hash bytea NOT NULL UNIQUE, checkpoint bigint NOT NULL, uses bigint NOT NULL, hashes bytea NOT NULL
	);
	CREATE TABLE @checkpoints (
		key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id bytea NOT NULL UNIQUE, uses bigint NOT NULL, payload bytea NOT NULL, signature bytea NOT NULL
	);

	CREATE TABLE @local (key bytea PRIMARY KEY, value bytea NOT NULL);
	`,
]

const SCHEMA_VERSION: number = MIGRATIONS.length

async function checkServer(connection: Connection): Promise<void> {
	const { version, encoding, output } = (await connection.get(
		"SELECT current_setting('server_version_num') AS version, current_setting('server_encoding') AS encoding, current_setting('bytea_output') AS output",
	)) as { readonly version: string; readonly encoding: string; readonly output: string }
	const unfit = (sentence: string): BudkavleError => new BudkavleError('store-unavailable', sentence)
	if (Number(version) < OLDEST_SERVER)
		throw unfit(`The store needs PostgreSQL 12 or newer, but the server has version number ${version}. Update it.`)
	if (encoding !== 'UTF8')
		throw unfit(`The store needs a database in the encoding UTF8, but this one has ${encoding}. Create one with ENCODING 'UTF8'.`)
	if (output !== 'hex')
		throw unfit(`The store needs the setting bytea_output = hex, which is the default, but it is ${output}. Set it back for this database.`)
}

/** The version of the store in this schema; 0 where there is none yet. */
async function versionOf(connection: Connection, schema: string): Promise<number> {
	const sql =
		'SELECT count(*) AS tables, count(*) FILTER (WHERE relname = $2) AS versions FROM pg_class WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1)'
	const { tables, versions } = (await connection.get(sql, [schema, 'version'])) as { readonly tables: number; readonly versions: number }
	if (tables === 0) return 0
	const known = versions === 0 ? undefined : await connection.get('SELECT budkavle AS version FROM @version')
	if (known === undefined) {
		const sentence = `The schema ${schema} holds tables of something else. Keep them, and give the store another schema.`
		throw new BudkavleError('store-corrupt', sentence)
	}
	const version = known.version as number
	if (version > SCHEMA_VERSION) {
		const sentence = `The store in the schema ${schema} was written by a newer version of the library (format ${version}; known here: ${SCHEMA_VERSION}). Update to open it.`
		throw new BudkavleError('store-version', sentence)
	}
	return version
}

/** Makes a schema a store, or brings it to this version. Several processes may do so at the same time: one does it, the others wait. */
export async function prepareSchema(db: PostgresDatabase): Promise<void> {
	const { schema } = db
	const version = await db.withConnection(async (connection) => {
		await checkServer(connection)
		return versionOf(connection, schema)
	})
	if (version === SCHEMA_VERSION) return
	await db.transaction(async (connection) => {
		const [a = 0, b = 0, c = 0, d = 0] = sha256(utf8(schema))
		await connection.exec(`SELECT pg_advisory_xact_lock(${LOCK_SPACE}, ${(a << 24) | (b << 16) | (c << 8) | d})`)
		// Another process may have been first.
		const from = await versionOf(connection, schema)
		if (from === 0) {
			const exists = await connection.get('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema])
			if (exists === undefined) await connection.exec(`CREATE SCHEMA "${schema}"`)
			await connection.exec('CREATE TABLE @version (budkavle bigint NOT NULL); INSERT INTO @version VALUES (0)')
		}
		for (const migration of MIGRATIONS.slice(from)) await connection.exec(migration)
		await connection.run('UPDATE @version SET budkavle = $1', [SCHEMA_VERSION])
	})
}

/** The tables that grow with what is held. */
const GROWING = ['messages', 'threads', 'targets', 'topics', 'cited', 'texts', 'blobs', 'proofs', 'checkpoints', 'local', 'state']

/** Table by table, since each is copied and nobody can use it meanwhile. */
export async function compact(db: PostgresDatabase): Promise<void> {
	await db.withConnection(async (connection) => {
		for (const table of GROWING) await connection.exec(`VACUUM (FULL, ANALYZE) @${table}`)
	})
}
