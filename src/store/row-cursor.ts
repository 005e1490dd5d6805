/** Where a page of a store with tables ended: numbers of its last row, and the id where these alone do not tell it from others. */
import { invalid } from './arguments.js'

const CURSOR = /^(-1|\d{1,16})(?:\.(\d{1,16}))?(?:\.([0-9a-f]{64}))?$/

export interface Cursor {
	readonly numbers: readonly number[]
	readonly id: string | undefined
}

/** @throws {BudkavleError} `argument-invalid` for a cursor that no query with so many numbers gave */
export function readCursor(cursor: string | undefined, numbers: number, withId: boolean): Cursor | undefined {
	if (cursor === undefined) return undefined
	const parts = typeof cursor === 'string' ? CURSOR.exec(cursor) : null
	const read = parts === null ? [] : parts.slice(1, 3).flatMap((digits) => (digits === undefined ? [] : [Number(digits)]))
	const isSound = read.length === numbers && read.every(Number.isSafeInteger) && (parts?.[3] !== undefined) === withId
	if (!isSound) throw invalid('a cursor that this query gave', cursor)
	return { numbers: read, id: parts?.[3] }
}

/** The arrival after which a list by arrival goes on. */
export function startOf(from: number | undefined, cursor: string | undefined): number {
	return Math.max(from ?? 0, readCursor(cursor, 1, false)?.numbers[0] ?? 0)
}
