/** A replica: one store, the merge rules, and an author where it writes (SPEC 6, 8). */
import { concatBytes } from '../bytes.js'
import { admitBackend, defaultBackend } from '../crypto/select.js'
import { isLine, textSize } from '../encoding/text.js'
import { BudkavleError } from '../errors.js'
import { LIMITS } from '../limits.js'
import type { Message } from '../message/types.js'
import type { Store, StoreQuery } from '../store/types.js'
import { Authoring } from './authoring.js'
import { exportBundles } from './export.js'
import { chooseLog } from './log.js'
import { oneMessage, streamMessages } from './reading.js'
import { receive } from './receive.js'
import type { MessagesQuery, Replica, ReplicaOptions, Scope } from './types.js'
import { openViews } from './views.js'

const HEX_PREFIX = /^[0-9a-f]{4,64}$/
const RESOLVE_LIMIT = 10

const systemClock = (): number => Math.floor(Date.now() / 1000)

function checkedPrefix(prefix: string): string {
	if (HEX_PREFIX.test(prefix)) return prefix
	throw new BudkavleError(
		'argument-invalid',
		`An id or key is shortened to 4 or more of its lower-case hex digits, but "${prefix.slice(0, 80)}" came.`,
	)
}

async function resolve(
	store: Store,
	prefix: string,
): Promise<{ readonly messages: readonly string[]; readonly authors: readonly string[] }> {
	const digits = checkedPrefix(prefix)
	const authors = new Set((await store.logs()).map(({ author }) => author).filter((author) => author.startsWith(digits)))
	return { messages: await store.idsWithPrefix(digits, RESOLVE_LIMIT), authors: [...authors].slice(0, RESOLVE_LIMIT) }
}

/** What no message may name would make every later one fail. */
function checkSpace(space: string): void {
	const size = textSize(space)
	if (size >= 1 && size <= LIMITS.space && isLine(space)) return
	throw new BudkavleError(
		'argument-invalid',
		`A space is one line of 1 to ${LIMITS.space} bytes without control characters; give another name.`,
	)
}

/** The index that leaves least to filter. */
function queryFor({ kind, thread, author }: MessagesQuery): StoreQuery {
	if (thread !== undefined) return { by: 'thread', thread }
	if (author !== undefined) return { by: 'author', author, ...(kind === undefined ? {} : { kind }) }
	return { by: 'arrival', ...(kind === undefined ? {} : { kind }) }
}

async function* selected(store: Store, query: MessagesQuery): AsyncGenerator<Message, void, void> {
	for await (const message of streamMessages(store, queryFor(query))) {
		if (query.author !== undefined && message.author !== query.author) continue
		if (query.space !== undefined && message.space !== query.space) continue
		if (query.kind !== undefined && message.fields.get(0) !== query.kind) continue
		yield message
	}
}

/**
 * Opens a replica over a store. The replica owns the store from then on: closing one closes the other.
 * @throws BudkavleError `argument-invalid` for a log out of range; `backend-unavailable`; what the store throws
 */
export async function openReplica(options: ReplicaOptions): Promise<Replica> {
	const { store, signer, space, admit } = options
	if (typeof store?.ingest !== 'function') {
		throw new BudkavleError('argument-invalid', 'A replica needs a store: openReplica({ store: memoryStore() }) keeps messages in memory.')
	}
	if (space !== undefined) checkSpace(space)
	const clock = options.clock ?? systemClock
	const backend = options.backend === undefined ? await defaultBackend() : await admitBackend(options.backend)
	const authoring =
		signer === undefined ? undefined : new Authoring(store, signer, await chooseLog(store, signer.author, options.log), clock, space)

	/** The author at work. Asynchronous, so that a missing signer is a rejection like every other failure. */
	const write = async <T>(work: (authoring: Authoring) => Promise<T>): Promise<T> => {
		if (authoring === undefined) {
			throw new BudkavleError(
				'signer-missing',
				'This replica was opened to read; to write, open it with a signer, such as one from createIdentity.',
			)
		}
		return work(authoring)
	}
	const bundles: Replica['bundles'] = (scope: Scope = {}, exporting = {}) => exportBundles(store, scope, exporting)

	const replica: Replica = {
		...(signer === undefined ? {} : { author: signer.author }),
		view: openViews(store, clock),
		post: (draft) => write((author) => author.post(draft)),
		reply: (to, draft) => write((author) => author.reply(to, draft)),
		revise: (what, draft) => write((author) => author.revise(what, draft)),
		endorse: (target, draft) => write((author) => author.endorse(target, draft)),
		vouch: (subject, stance, stamp = {}) => write((author) => author.vouch(subject, stance, stamp)),
		retract: (...targets) => write((author) => author.retract(targets)),
		profile: (draft) => write((author) => author.profile(draft)),
		create: (draft) => write((author) => author.create(draft)),
		receive: (bytes, receiving = {}) => receive({ store, backend, admit }, bytes, receiving),
		bundles,
		async export(scope, exporting) {
			const parts: Uint8Array[] = []
			for await (const bundle of bundles(scope, exporting)) parts.push(bundle)
			return concatBytes(...parts)
		},
		message: (id) => oneMessage(store, id),
		messages: (query = {}) => selected(store, query),
		blob: (hash) => store.blob(hash),
		resolve: (prefix) => resolve(store, prefix),
		logs: (author) => store.logs(author),
		stats: () => store.stats(),
		close: () => store.close(),
	}
	return Object.freeze(replica)
}
