/** Tables that number things by their first occurrence (SPEC 7.5). */
import { KEY } from '../message/fields.js'
import type { Run } from './columns.js'
import { columnOf } from './layout.js'

/** Entries in the order in which they came up. */
export class Table<T> {
	readonly entries: T[] = []
	readonly #indexes = new Map<string, number>()

	/** The index of what is called `name`; `make` gives the entry when it is new. */
	index(name: string, make: () => T): number {
		let index = this.#indexes.get(name)
		if (index === undefined) {
			index = this.entries.length
			this.#indexes.set(name, index)
			this.entries.push(make())
		}
		return index
	}

	find(name: string): number | undefined {
		return this.#indexes.get(name)
	}
}

/** Keys that every message has, or that its writer knows: they stand in no shape. */
export const IMPLIED: readonly number[] = [KEY.kind, KEY.author, KEY.log, KEY.seq]

/** Messages with the same kind and the same keys. Without a kind: messages that travel as a whole. */
export interface ShapeRuns {
	readonly kind?: number
	/** Ascending, the implied ones left out. */
	readonly keys: readonly number[]
	/** One for each key; for messages that travel as a whole one with their lengths. */
	readonly runs: readonly Run[]
}

export function newRun(): Run {
	return { values: [], items: [] }
}

export function newShape(kind: number | undefined, keys: readonly number[]): ShapeRuns {
	const runs = kind === undefined ? [newRun()] : keys.map(newRun)
	return kind === undefined ? { keys, runs } : { kind, keys, runs }
}

/** A key and shape whose values make one column. `run` is the place among the shape's runs. */
export interface ColumnPlace<S> {
	readonly shape: S
	readonly run: number
	readonly column: ReturnType<typeof columnOf>
}

/**
 * The columns of all shapes in their order: first the lengths of messages that travel as a whole, then by key, and for one key by shape.
 */
export function columnOrder<S extends { readonly kind?: number; readonly keys: readonly number[] }>(
	shapes: readonly S[],
): ColumnPlace<S>[] {
	const places: (ColumnPlace<S> & { readonly key: number })[] = []
	for (const shape of shapes) {
		if (shape.kind === undefined) places.push({ shape, run: 0, column: 'value', key: -1 })
		for (const [run, key] of shape.keys.entries()) places.push({ shape, run, column: columnOf(key), key })
	}
	// Sorting is stable: within a key the order of the shapes stays.
	return places.sort((a, b) => a.key - b.key)
}
