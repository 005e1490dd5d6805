/** A folder for each test, and media on it that look only when they are told to. */
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { encodeUtf8 } from '../../src/bytes.js'
import { BudkavleError } from '../../src/errors.js'
import type { FolderMedium, FolderMediumOptions } from '../../src/medium/folder.js'
import { folderMedium } from '../../src/medium/folder.js'
import { formatFileName, unitHash } from '../../src/medium/folder-names.js'
import { newFolder } from './places.js'

export let folder: ReturnType<typeof newFolder>
/** Closed after the test. */
export let open: FolderMedium[] = []
beforeEach(() => {
	folder = newFolder()
	open = []
})
afterEach(async () => {
	await Promise.all(open.map((medium) => medium.close()))
	folder.remove()
})

export const text = (unit: Uint8Array): string => new TextDecoder().decode(unit)

/** A medium that looks only when it is told to, and what came to it. */
export async function listen(
	name: string,
	options: FolderMediumOptions = {},
	path: string = folder.path,
): Promise<FolderMedium & { readonly came: string[]; readonly errors: unknown[] }> {
	const [came, errors]: [string[], unknown[]] = [[], []]
	const medium = folderMedium(path, { name, poll: false, watch: false, onError: (error) => errors.push(error), ...options })
	open.push(medium)
	await medium.start((unit, from) => came.push(`${from ?? ''}: ${text(unit)}`))
	return Object.assign(medium, { came, errors })
}

export const say = (medium: FolderMedium, words: string): Promise<void> => medium.send(encodeUtf8(words))
export const files = (): readonly string[] => readdirSync(folder.path).sort()

/** What another program would put there. */
export function put(
	words: string,
	{
		sender = 'bertil',
		counter = 1,
		tail = '',
		content = words,
	}: { sender?: string; counter?: number; tail?: string; content?: string } = {},
): string {
	const name = formatFileName({ sender, counter, hash: unitHash(encodeUtf8(words)) }).replace('.budkavle', `${tail}.budkavle`)
	writeFileSync(join(folder.path, name), content)
	return name
}

export const codeOf = (work: Promise<unknown>): Promise<unknown> =>
	work.then(
		() => undefined,
		(error: unknown) => (error instanceof BudkavleError ? error.code : error),
	)
