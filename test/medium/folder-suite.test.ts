/** The folder as the suite sees it: these tests run on Node. */
import { describe } from 'vitest'
import { folderMedium } from '../../src/medium/folder.js'
import { newFolder } from './places.js'
import { runMediumSuite } from './run-suite.js'

describe('the suite on folderMedium, looked at by hand', () =>
	runMediumSuite({
		open() {
			const { path, remove } = newFolder()
			const [a, b, c] = ['anna', 'bertil', 'cecilia'].map((name) => folderMedium(path, { name, poll: false, watch: false }))
			if (a === undefined || b === undefined || c === undefined) throw new Error('There are three.')
			// One that was not started, or was closed, cannot look.
			const settle = async (): Promise<void> => void (await Promise.allSettled([a.scan(), b.scan(), c.scan()]))
			return { a, b, others: [c], settle, dispose: remove }
		},
	}))

describe('the suite on folderMedium, which looks by itself', () =>
	runMediumSuite({
		open() {
			const { path, remove } = newFolder()
			const [a, b] = [folderMedium(path, { poll: 20 }), folderMedium(path, { poll: 20, maxBytes: 100_000 })]
			return { a, b, dispose: remove }
		},
	}))
