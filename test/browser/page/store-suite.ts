/** The suite of every store, on IndexedDB. */
import { describe, test } from 'vitest'
import { indexedDbStore } from '../../../src/store/indexeddb.js'
import { storeSuite } from '../../../src/testing/index.js'
import { deleteDatabase } from './indexeddb.js'

let places = 0

describe('the suite on indexedDbStore', () => {
	const cases = storeSuite(() => {
		const name = `suite ${places++}`
		return { open: () => indexedDbStore({ name }), remove: () => deleteDatabase(name) }
	})
	// A database of a browser tells nobody of changes.
	for (const { name, needs, run } of cases) if (needs !== 'follow') test(name, run)
})
