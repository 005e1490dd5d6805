/** A store in memory: for tests, for browsers that need not remember, and for tools that read a bundle. */
import type { KeyValue } from './key-value.js'
import { kvStore } from './kv.js'
import { SortedMap } from './sorted-map.js'
import type { Store } from './types.js'

function memoryKeyValue(): KeyValue {
	let map = new SortedMap()
	return {
		get: (key) => map.get(key),
		range: ({ gte, lt, limit, reverse = false }) => map.range(gte, lt, limit, reverse),
		batch: (operations) => {
			for (const { key, value } of operations) {
				if (value === undefined) map.delete(key)
				else map.set(key, value)
			}
		},
		close: () => {
			map = new SortedMap()
		},
	}
}

/** A store that forgets everything when it is closed or the process ends. It grows with what it holds: about 2 KB for a short post. */
export function memoryStore(): Store {
	return kvStore(memoryKeyValue())
}
