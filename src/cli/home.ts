/**
 * The home: one folder with everything that belongs to one person on one device.
 *
 *     home.json     {"version":1,"space":"hagby"}: the format of the home, and the space that new messages belong to
 *     secret        the secret key, 64 hexadecimal digits; readable by its owner alone
 *     store.sqlite  the messages
 */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fromHex } from '../bytes.js'
import type { Identity } from '../crypto/signer.js'
import { importIdentity } from '../crypto/signer.js'
import { BudkavleError } from '../errors.js'
import { plural } from '../render/terminal-parts.js'
import { openReplica } from '../replica/open.js'
import type { Replica } from '../replica/types.js'
import { sqliteStore } from '../store/sqlite.js'
import type { Context } from './context.js'
import { CliError, fileError, systemCode } from './failure.js'

export const VERSION = 1
export const ABOUT = 'home.json'
export const SECRET = 'secret'
export const STORE = 'store.sqlite'
/** What `home.json` is called until the home is whole. */
export const UNFINISHED = 'home.json.new'
/** All that a home that is being made consists of. */
export const PARTS: readonly string[] = [UNFINISHED, SECRET, STORE, `${STORE}-wal`, `${STORE}-shm`]

/** Where a whole disk is mounted, this folder is there before anything else. */
const MOUNTED = 'lost+found'

export interface About {
	readonly version: number
	readonly space?: string
}

export function spaceOf(options: { readonly space?: string }): { readonly space?: string } {
	return options.space === undefined ? {} : { space: options.space }
}

/** What is in the folder of a home, or where one shall be; `undefined` where there is no folder. */
export async function entriesOf(home: string): Promise<readonly string[] | undefined> {
	try {
		return (await readdir(home)).filter((name) => name !== MOUNTED)
	} catch (error) {
		if (systemCode(error) === 'ENOENT') return undefined
		throw fileError('read', home, error)
	}
}

/** What an `init` that did not end leaves is no home, and nobody was told of the keys in it. */
export function unfinished(home: string): string {
	return `In "${home}" a home is being made, or making it was interrupted. If no other budkavle is running, delete the files ${PARTS.map((part) => `"${part}"`).join(', ')} there, as far as they exist, and create the home anew.`
}

const OTHERS = 0o077

/** Throws `home-exposed` where others than the owner may read. */
export async function checkPrivate(path: string, what: string, remedy: string): Promise<void> {
	// Windows has no such bits: what Node shows there says nothing.
	if (process.platform === 'win32') return
	const { mode } = await stat(path)
	if ((mode & OTHERS) === 0) return
	const shown = (mode & 0o777).toString(8).padStart(4, '0')
	throw new CliError(
		'home-exposed',
		`Other users of this machine can get at ${what} "${path}" (mode ${shown}), and so possibly at your secret key. If you are sure that nobody did, run: ${remedy}`,
	)
}

async function readPart(home: string, name: string): Promise<string> {
	try {
		return await readFile(join(home, name), 'utf8')
	} catch (error) {
		if (systemCode(error) !== 'ENOENT') throw fileError('read', join(home, name), error)
		throw new CliError(
			'home-damaged',
			`The home "${home}" has no file "${name}". Bring it back from a backup, or create another home with budkavle init.`,
		)
	}
}

async function readAbout(home: string): Promise<About> {
	const text = await readPart(home, ABOUT)
	let about: unknown
	try {
		about = JSON.parse(text)
	} catch {
		about = undefined
	}
	const { version, space } = (typeof about === 'object' && about !== null ? about : {}) as { version?: unknown; space?: unknown }
	if (typeof version === 'number' && Number.isInteger(version) && version > VERSION) {
		throw new BudkavleError(
			'store-version',
			`The home "${home}" has version ${version}; this program knows versions up to ${VERSION}. Use a newer budkavle. Nothing was changed.`,
		)
	}
	if (version !== VERSION || (space !== undefined && typeof space !== 'string')) {
		throw new CliError('home-damaged', `The file "${join(home, ABOUT)}" does not describe a home: expected {"version":1}.`)
	}
	return { version, ...(space === undefined ? {} : { space }) }
}

/** Checks that there is a home that this program may open, and returns what it says about itself. */
async function checkHome(home: string, isPrivate: boolean): Promise<About> {
	const entries = await entriesOf(home)
	if (entries === undefined) {
		throw new CliError(
			'home-missing',
			`There is no home in "${home}". Create one with budkavle init, or name another folder with --home DIR.`,
		)
	}
	if (entries.length === 0) throw new CliError('home-missing', `The folder "${home}" is empty. Create a home in it with budkavle init.`)
	if (entries.includes(UNFINISHED) && !entries.includes(ABOUT)) throw new CliError('home-damaged', unfinished(home))
	const about = await readAbout(home)
	if (isPrivate) await checkPrivate(home, 'the folder', `chmod 700 "${home}"`)
	return about
}

/** The file of the messages. Opening one that is lost would make an empty one, as if nothing had ever been said here. */
export async function storeOf(home: string): Promise<string> {
	const path = join(home, STORE)
	let size: number
	try {
		size = (await stat(path)).size
	} catch (error) {
		if (systemCode(error) !== 'ENOENT') throw fileError('read', path, error)
		size = 0
	}
	if (size > 0) return path
	throw new CliError(
		'home-damaged',
		`The home "${home}" has lost its messages: its file "${STORE}" is missing or empty. Bring it back from a backup, or make another home with the same key (budkavle --home DIR init --import "${join(home, SECRET)}") and import what others hold.`,
	)
}

/** Who writes in a home, and the space of new messages there. */
export interface Resident {
	readonly identity: Identity
	readonly space?: string
}

/** `isPrivate`: refuses a home that others than its owner may read. */
export async function readResident(home: string, isPrivate = true): Promise<Resident> {
	const about = await checkHome(home, isPrivate)
	const path = join(home, SECRET)
	const text = await readPart(home, SECRET)
	if (isPrivate) await checkPrivate(path, 'the file', `chmod 600 "${path}"`)
	const secret = /^[0-9a-f]{64}$/i.test(text.trim()) ? fromHex(text.trim()) : undefined
	if (secret === undefined)
		throw new CliError('home-damaged', `The file "${path}" does not hold a secret key: expected 64 hexadecimal digits.`)
	const identity = await importIdentity(secret)
	secret.fill(0)
	return { identity, ...spaceOf(about) }
}

export interface OpenHome extends Resident {
	readonly replica: Replica
}

function noteDamage(context: Context, count: number): void {
	if (count === 0) return
	const [are, them] = count === 1 ? ['is', 'it'] : ['are', 'them']
	context.note(
		`budkavle: ${plural(count, 'message')} of this home ${are} damaged and left out: the disk may be failing. Importing a file that carries ${them} mends ${them}.`,
	)
}

/** Opens the home for one piece of work and closes it afterwards, whatever happens. What is damaged in it is left out, and told of at the end. */
export async function withHome<T>(context: Context, work: (home: OpenHome) => Promise<T>): Promise<T> {
	const resident = await readResident(context.home)
	const store = await sqliteStore(await storeOf(context.home))
	/** One sentence for each message, however often it is met. */
	const damaged = new Set<string>()
	try {
		const replica = await openReplica({
			store,
			signer: resident.identity,
			clock: context.now,
			onDamage: ({ message }) => damaged.add(message),
			...spaceOf(resident),
		})
		return await work({ ...resident, replica })
	} finally {
		await store.close()
		noteDamage(context, damaged.size)
	}
}
