/** A store that says what it took in: live views follow it. */
import type { Message, MessageId } from '../message/types.js'
import type { Store } from '../store/types.js'

/** What one call changed in a store. */
export interface Change {
	/** In the order of their arrival. */
	readonly added: readonly Message[]
	readonly erased: readonly MessageId[]
	/** The key of a local value that was set or removed. */
	readonly local?: string
}

/** The same store; `notice` is called after everything that changed it, before the caller learns of it. */
export function observedStore(store: Store, notice: (change: Change) => void): Store {
	return Object.freeze<Store>({
		capabilities: store.capabilities,
		async ingest(batch) {
			const receipt = await store.ingest(batch)
			const added = batch.messages.filter((_, i) => receipt.messages[i] === 'added')
			if (added.length + receipt.erased.length > 0) notice({ added, erased: receipt.erased })
			return receipt
		},
		async evict(ids) {
			const erased = await store.evict(ids)
			if (erased.length > 0) notice({ added: [], erased })
			return erased
		},
		compact: () => store.compact(),
		async setLocal(key, value) {
			await store.setLocal(key, value)
			notice({ added: [], erased: [], local: key })
		},
		get: (ids) => store.get(ids),
		proofs: (ids) => store.proofs(ids),
		list: (query, options) => store.list(query, options),
		ids: (after, limit) => store.ids(after, limit),
		idsWithPrefix: (prefix, limit) => store.idsWithPrefix(prefix, limit),
		logs: (author) => store.logs(author),
		search: (search) => store.search(search),
		blob: (hash) => store.blob(hash),
		local: (key) => store.local(key),
		localKeys: (prefix, options) => store.localKeys(prefix, options),
		stats: () => store.stats(),
		...(store.follow === undefined ? {} : { follow: (listener) => (store.follow as NonNullable<Store['follow']>)(listener) }),
		close: () => store.close(),
	})
}
