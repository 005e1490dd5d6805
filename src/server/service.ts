/** What every route works with. */
import type { Replica } from '../replica/types.js'
import type { Changes } from './changes.js'
import type { Access, Settings } from './options.js'
import type { Places } from './places.js'
import type { Query } from './query.js'

/** One mounted handler: all of its requests share it. */
export interface Service {
	readonly replica: Replica
	readonly settings: Settings
	readonly bodies: Places
	readonly exchanges: Places
	readonly reads: Places
	readonly changes: Changes
}

/** One request that may do what it asks for. */
export interface Asked {
	readonly service: Service
	readonly request: Request
	/** Ends when the client goes or the service ends. */
	readonly signal: AbortSignal
	readonly access: Access
	readonly query: Query
	/** The part of the path in braces; empty where the route has none. */
	readonly name: string
}

export interface Route {
	/** Below the prefix, with at most one part in braces: `/thread/{id}`. */
	readonly path: string
	readonly method: 'GET' | 'POST'
	/** What whoever asks must be allowed to; `any`: at least one of both. */
	readonly right: 'read' | 'write' | 'any' | 'none'
	/** Computed from everything that is held: not there without `views`. */
	readonly isView?: boolean
	/** Names that the query may have. */
	readonly query: readonly string[]
	/** Without it: the work takes its places itself. */
	readonly isRead?: boolean
	readonly work: (asked: Asked) => Promise<Response>
}
