/** What other processes write into the store of a replica reaches its live views (`capabilities.follow`). */
import { decodeStored } from '../message/decode.js'
import type { Message } from '../message/types.js'
import type { Store, StoreChange } from '../store/types.js'
import type { Change } from './observed-store.js'

/** Messages that are read at once; what is more than that is read anew by the views that want it. */
const MOST = 2048
/** So often a change is read again because this replica changed something meanwhile. */
const ATTEMPTS = 3

/** Who shows what the store holds. */
export interface Shown {
	/** Whether nothing is shown now: then nothing has to be read. What is shown later reads the store as it then is. */
	isIdle(): boolean
	/** How many changes it was told of. */
	changes(): number
	follow(change: Change): void
	/** Anything may have changed. */
	forget(): void
}

const NOTHING: Change = { added: [], erased: [] }

/** `undefined` when there is more than is read at once, or something that cannot be read. */
async function addedBy(store: Store, first: number, next: number): Promise<readonly Message[] | undefined> {
	if (next <= first) return []
	if (next - first > MOST) return undefined
	try {
		const { messages } = await store.list({ by: 'arrival', after: first - 1 }, { limit: next - first })
		return messages.filter(({ arrival }) => arrival < next).map(decodeStored)
	} catch {
		return undefined
	}
}

/** What a change was, once it is read: `undefined` when it may be anything. */
async function read(store: Store, shown: Shown, change: StoreChange): Promise<Change | undefined> {
	if (change.type === 'unknown') return undefined
	if (change.type === 'local') return { ...NOTHING, local: change.key }
	for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
		const before = shown.changes()
		const added = await addedBy(store, change.first, change.next)
		if (added === undefined) return undefined
		// A message that was taken back here while it was read must not come after that.
		if (before === shown.changes()) return { added, erased: change.erased }
	}
	return undefined
}

/**
 * Follows a store where it can be followed, one change after the other, as long as it is open. What cannot be read is taken for a change of anything: the views then read for
 * themselves, and say what is wrong.
 */
export async function follow(store: Store, shown: Shown): Promise<void> {
	if (store.capabilities.follow !== true || store.follow === undefined) return
	let last: Promise<void> = Promise.resolve()
	await store.follow((change) => {
		last = last.then(async () => {
			if (shown.isIdle()) return
			const known = await read(store, shown, change)
			if (known === undefined) shown.forget()
			else shown.follow(known)
		})
	})
}
