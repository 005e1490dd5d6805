/** A replica: one store, the merge rules, and an author where it writes (SPEC 6, 8). */
import { packCounted } from '../bundle/pack.js'
import { concatBytes } from '../bytes.js'
import { admitBackend, defaultBackend } from '../crypto/select.js'
import { isLine, textSize } from '../encoding/text.js'
import { BudkavleError } from '../errors.js'
import { LIMITS } from '../limits.js'
import type { Message } from '../message/types.js'
import type { Store, StoreQuery } from '../store/types.js'
import { Authoring } from './authoring.js'
import { openDevice } from './device.js'
import { Exchanging } from './exchanging.js'
import { exportBundles } from './export.js'
import { follow } from './following.js'
import { LiveEngine, openLiveViews } from './live.js'
import { chooseLog } from './log.js'
import { observedStore } from './observed-store.js'
import { evictTo, Quota } from './quota.js'
import type { Reading } from './reading.js'
import { oneMessage, storeReading } from './reading.js'
import { receive } from './receive.js'
import type { MessagesQuery, Replica, ReplicaOptions, Scope } from './types.js'
import { openReadViews, openViews } from './views.js'

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

async function* selected(reading: Reading, query: MessagesQuery): AsyncGenerator<Message, void, void> {
	for await (const message of reading.stream(queryFor(query))) {
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
	const { store: given, signer, space, admit } = options
	if (typeof given?.ingest !== 'function') {
		throw new BudkavleError('argument-invalid', 'A replica needs a store: openReplica({ store: memoryStore() }) keeps messages in memory.')
	}
	if (space !== undefined) checkSpace(space)
	const clock = options.clock ?? systemClock
	const backend = options.backend === undefined ? await defaultBackend() : await admitBackend(options.backend)
	const reading = storeReading(given, options.onDamage)
	const engine = new LiveEngine(reading, clock)
	const exchanging = new Exchanging({ store: given, reading }, clock)
	const store = observedStore(given, (change) => {
		exchanging.follow(change)
		engine.follow(change)
	})
	await follow(given, engine)
	await given.follow?.((change) => {
		if (change.type === 'batch') exchanging.follow({ added: [], erased: change.erased })
		else if (change.type === 'unknown') exchanging.forget()
	})
	const author = signer?.author
	const authoring =
		signer === undefined
			? undefined
			: new Authoring(store, reading, signer, await chooseLog(store, signer.author, options.log), clock, space)

	const held = { store, reading, author, clock }
	const quota = options.quota === undefined ? undefined : new Quota(held, options.quota)

	/** The author at work. Asynchronous, so that a missing signer is a rejection like every other failure. */
	const write = async <T>(work: (authoring: Authoring) => Promise<T>): Promise<T> => {
		if (authoring === undefined) {
			throw new BudkavleError(
				'signer-missing',
				'This replica was opened to read; to write, open it with a signer, such as one from createIdentity.',
			)
		}
		const result = await work(authoring)
		await quota?.keep()
		return result
	}
	const exporting = { store, reading, backend, onDamage: options.onDamage }
	const bundles: Replica['bundles'] = (scope: Scope = {}, given = {}) => exportBundles(exporting, scope, given)

	const replica: Replica = {
		...(author === undefined ? {} : { author }),
		view: openViews(store, { reading, clock, author }),
		live: openLiveViews(engine, (from) => openReadViews({ reading: from, clock, author })),
		device: openDevice(store, author),
		post: (draft) => write((own) => own.post(draft)),
		reply: (to, draft) => write((own) => own.reply(to, draft)),
		revise: (what, draft) => write((own) => own.revise(what, draft)),
		endorse: (target, draft) => write((own) => own.endorse(target, draft)),
		vouch: (subject, stance, stamp = {}) => write((own) => own.vouch(subject, stance, stamp)),
		retract: (...targets) => write((own) => own.retract(targets)),
		profile: (draft) => write((own) => own.profile(draft)),
		link: (other) => write((own) => own.link(other)),
		unlink: (key, by) => write((own) => own.unlink(key, by)),
		checkpoint: () => write((own) => own.checkpoint()),
		create: (draft) => write((own) => own.create(draft)),
		async receive(bytes, receiving = {}) {
			const report = await receive({ store, backend, admit, exchanging, exporting, authoring }, bytes, receiving)
			return Object.freeze({ ...report, evicted: (await quota?.keep()) ?? 0 })
		},
		bundles,
		async export(scope, exporting) {
			const parts: Uint8Array[] = []
			for await (const bundle of bundles(scope, exporting)) parts.push(bundle)
			return concatBytes(...parts)
		},
		async ask(scope = {}, asking = {}) {
			const { to } = asking
			return packCounted({ messages: [], ask: await exchanging.ask(scope, asking, to === undefined ? {} : { to }) }).bundle
		},
		message: (id) => oneMessage(reading, id),
		messages: (query = {}) => selected(reading, query),
		blob: (hash) => store.blob(hash),
		resolve: (prefix) => resolve(store, prefix),
		logs: (author) => store.logs(author),
		stats: () => store.stats(),
		evictTo: (bytes) => evictTo(held, bytes),
		compact: () => store.compact(),
		close() {
			engine.close()
			return store.close()
		},
	}
	return Object.freeze(replica)
}
