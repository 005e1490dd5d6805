/** Where the tests of stores put their files, and which SQLite they can use here. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compareBytes } from '../../src/bytes.js'
import { BudkavleError } from '../../src/errors.js'
import type { KeyEntry, KeyValue } from '../../src/store/key-value.js'
import type { SqliteDriverName } from '../../src/store/sqlite-driver.js'
import { sqliteDriver } from '../../src/store/sqlite-drivers.js'

/** A new folder, and how to remove it. */
export function newFolder(): { readonly path: string; remove(): void } {
	const path = mkdtempSync(join(tmpdir(), 'budkavle-store-'))
	return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** Why a driver cannot be used here; `undefined` when it can. */
export async function missingDriver(name: SqliteDriverName): Promise<string | undefined> {
	try {
		await sqliteDriver(name)
		return undefined
	} catch (error) {
		if (error instanceof BudkavleError && error.code === 'store-unavailable') return error.message
		throw error
	}
}

export const DRIVERS: readonly SqliteDriverName[] = ['node', 'libsql']

/** The drivers that can be used here. */
export async function presentDrivers(): Promise<readonly SqliteDriverName[]> {
	const present: SqliteDriverName[] = []
	for (const name of DRIVERS) if ((await missingDriver(name)) === undefined) present.push(name)
	return present
}

/** The simplest key-value store that keeps the contract: one sorted list, every answer by promise. */
export function naiveKeyValue(): KeyValue & { readonly entries: KeyEntry[] } {
	const entries: KeyEntry[] = []
	const placeOf = (key: Uint8Array): number => {
		const place = entries.findIndex(([held]) => compareBytes(held, key) >= 0)
		return place < 0 ? entries.length : place
	}
	const isAt = (place: number, key: Uint8Array): boolean => {
		const held = entries[place]
		return held !== undefined && compareBytes(held[0], key) === 0
	}
	return {
		entries,
		async get(key) {
			const place = placeOf(key)
			return isAt(place, key) ? entries[place]?.[1] : undefined
		},
		async range({ gte, lt, reverse = false, limit }) {
			const found = entries.slice(placeOf(gte), Math.max(placeOf(gte), placeOf(lt)))
			return (reverse ? found.reverse() : found).slice(0, limit)
		},
		async batch(operations) {
			for (const { key, value } of operations) {
				const place = placeOf(key)
				entries.splice(place, isAt(place, key) ? 1 : 0, ...(value === undefined ? [] : [[key, value] as const]))
			}
		},
	}
}
