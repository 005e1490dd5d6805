/** How a replica knows its own asks again without keeping any state: by what only it can compute (SPEC 8.8). */

import type { AskedScope } from '../bundle/exchange-sections.js'
import { encodeScope, TAG_BYTES } from '../bundle/exchange-sections.js'
import { concatBytes, encodeUtf8, equalBytes } from '../bytes.js'
import { HASH_BYTES, sha256Of } from '../crypto/hash.js'
import { randomBytes } from '../crypto/random.js'
import { KEY_BYTES } from '../sketch/short-ids.js'
import type { Store } from '../store/types.js'

const SECRET_KEY = 'exchange/secret'
const ROUND_BYTES = 1
const RANDOM_BYTES = 5
const TAG = /* @__PURE__ */ encodeUtf8('budkavle exchange tag 1')
const EPOCH = /* @__PURE__ */ encodeUtf8('budkavle exchange epoch 1')
const DAY = 86_400

/** The key of short ids of 48 bits. */
export const keyOfTag = (tag: Uint8Array): Uint8Array => sha256Of(tag).subarray(0, KEY_BYTES)

/** What only this replica knows. Several processes over one store share it. */
export class Tags {
	readonly #store: Store
	#secret: Promise<Uint8Array> | undefined

	constructor(store: Store) {
		this.#store = store
	}

	#known(): Promise<Uint8Array> {
		this.#secret ??= this.#read().catch((error: unknown) => {
			this.#secret = undefined
			throw error
		})
		return this.#secret
	}

	async #read(): Promise<Uint8Array> {
		const kept = await this.#store.local(SECRET_KEY)
		if (kept?.length === HASH_BYTES) return kept
		await this.#store.setLocal(SECRET_KEY, randomBytes(HASH_BYTES))
		// Another process may have written at the same moment: what stays counts.
		return (await this.#store.local(SECRET_KEY)) as Uint8Array
	}

	/** A fresh tag for this round of an exchange about this scope. */
	async make(round: number, scope: AskedScope | undefined): Promise<Uint8Array> {
		const begin = concatBytes(Uint8Array.of(round), randomBytes(RANDOM_BYTES))
		return concatBytes(begin, await this.#seal(begin, scope))
	}

	/** The round of an own tag, or undefined for one of somebody else, or one about another scope. */
	async roundOf(tag: Uint8Array, scope: AskedScope | undefined): Promise<number | undefined> {
		const begin = tag.subarray(0, ROUND_BYTES + RANDOM_BYTES)
		return equalBytes(tag.subarray(begin.length), await this.#seal(begin, scope)) ? tag[0] : undefined
	}

	async #seal(begin: Uint8Array, scope: AskedScope | undefined): Promise<Uint8Array> {
		return sha256Of(TAG, await this.#known(), begin, encodeScope(scope)).subarray(0, TAG_BYTES - begin.length)
	}

	/** The key of this day, under which a sketch of everything is kept up to date. */
	async epochKey(now: number | undefined): Promise<Uint8Array> {
		const day = new Uint8Array(4)
		new DataView(day.buffer).setUint32(0, Math.floor((now ?? 0) / DAY))
		return sha256Of(EPOCH, await this.#known(), day).subarray(0, KEY_BYTES)
	}
}
