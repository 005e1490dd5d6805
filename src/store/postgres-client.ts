/** What the PostgreSQL store needs of the package `pg`. Types only: whoever has a pool of `pg` gives it as it is. */

export interface PostgresQuery {
	/** Under which a connection keeps the statement prepared. */
	readonly name?: string
	readonly text: string
	readonly values?: unknown[]
	readonly types?: { getTypeParser(oid: number): (text: string) => unknown }
}

export interface PostgresResult {
	readonly rows: readonly unknown[]
	readonly rowCount: number | null
}

/** One connection. */
export interface PostgresClient {
	query(query: PostgresQuery): Promise<PostgresResult>
	/** Gives it back to its pool; with `true` it is closed. */
	release(destroy?: boolean): void
	on(event: 'notification', listener: (notification: { readonly channel: string; readonly payload?: string | undefined }) => void): unknown
	on(event: 'error', listener: (error: Error) => void): unknown
	on(event: 'end', listener: () => void): unknown
	removeAllListeners(event: 'notification' | 'error' | 'end'): unknown
	off(event: 'error', listener: (error: Error) => void): unknown
}

/** A `Pool` of the package `pg` is one. */
export interface PostgresPool {
	connect(): Promise<PostgresClient>
	on(event: 'error', listener: (error: Error) => void): unknown
	on(event: 'connect', listener: (client: PostgresClient) => void): unknown
	off(event: 'error', listener: (error: Error) => void): unknown
	off(event: 'connect', listener: (client: PostgresClient) => void): unknown
}
