/** From what PostgreSQL and `pg` fail with to the codes of this library. The words of `pg` itself are not repeated: they can hold parts of a connection string, and so a password. */
import type { ErrorCode } from '../errors.js'
import { BudkavleError } from '../errors.js'

const LOCKED = 'is held by other work that is writing to it. Try again when it is done'
const LOST =
	'lost its connection to the server, or got none. What was not acknowledged may be written or not: do it again when the server is there, nothing is then held twice'
const DENIED = 'cannot be opened: the server does not know this user or database, or does not let it in. Check the connection'
const CHANGED = 'misses a table or column that it should have. Was its schema changed by something else? Restore a backup of the database'

/** By a state of SQL (SQLSTATE) or by its class, its first two characters. */
const SENTENCES: ReadonlyMap<string, readonly [ErrorCode, string]> = /* @__PURE__ */ new Map<string, readonly [ErrorCode, string]>([
	['08', ['store-io', LOST]],
	['57', ['store-io', LOST]],
	['57014', ['store-locked', 'took longer than the server allows. Try again when it has less to do']],
	['28', ['store-unavailable', DENIED]],
	['3D', ['store-unavailable', DENIED]],
	['40', ['store-locked', LOCKED]],
	['55P03', ['store-locked', LOCKED]],
	['53', ['store-io', 'needs more memory or connections than the server has left. Try again when it has less to do']],
	['53100', ['store-full', 'has no space left. Free some on the disk of the server']],
	['25006', ['store-io', 'cannot be written to: the server is read-only, as a replica is. Connect to the one that takes writes']],
	['42501', ['store-io', 'cannot be written to. Grant this user the rights on its schema, and CREATE on the database for a new store']],
	['3F000', ['store-corrupt', CHANGED]],
	['42P01', ['store-corrupt', CHANGED]],
	['42703', ['store-corrupt', CHANGED]],
	['XX', ['store-corrupt', 'is damaged. Restore a backup of the database, or fill a new store from a bundle or from others']],
])

/** What the server said, without the objects that `pg` attaches, which know the password. */
function causeOf(code: string, message: string): Error {
	return Object.assign(new Error(message), { code })
}

/** An error of a call of `pg`, with a code. */
export function codedError(schema: string, thrown: unknown): BudkavleError {
	if (thrown instanceof BudkavleError) return thrown
	const { code, severity, message } = (thrown ?? {}) as { readonly code?: unknown; readonly severity?: unknown; readonly message?: unknown }
	const store = `The store in the schema ${schema}`
	if (typeof code !== 'string' || severity === undefined) {
		const name = typeof code === 'string' && /^E[A-Z]+$/.test(code) ? code : undefined
		const details = name === undefined ? {} : { cause: causeOf(name, `the connection failed: ${name}`) }
		return new BudkavleError('store-io', `${store} ${LOST}.`, details)
	}
	const [kind, sentence] = SENTENCES.get(code) ??
		SENTENCES.get(code.slice(0, 2)) ?? ['store-io', `could not be read or written: ${String(message)}`]
	return new BudkavleError(kind, `${store} ${sentence}.`, { cause: causeOf(code, String(message)) })
}
