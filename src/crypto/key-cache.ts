/** Imported public keys, at most so many: strangers decide how many keys there are. */
import { toHex } from '../bytes.js'

/** Keys kept per backend. An imported key takes a few hundred bytes. */
const CACHED_KEYS = 1024

/**
 * Returns a function that gives the imported form of a public key and keeps the most recently used ones.
 * An import that throws, or whose promise rejects, is not kept.
 */
export function cachedKeys<Key>(importKey: (publicKey: Uint8Array) => Key, most: number = CACHED_KEYS): (publicKey: Uint8Array) => Key {
	const keys = new Map<string, Key>()
	return (publicKey) => {
		const name = toHex(publicKey)
		let key = keys.get(name)
		if (key === undefined) {
			key = importKey(publicKey)
			if (key instanceof Promise) key.catch(() => keys.delete(name))
		} else {
			keys.delete(name)
		}
		// A Map keeps the order of insertion: the first key is the one that was not used for the longest time.
		keys.set(name, key)
		if (keys.size > most) keys.delete(keys.keys().next().value as string)
		return key
	}
}
