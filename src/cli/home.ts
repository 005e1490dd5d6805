/**
 * The home: one folder with everything that belongs to one person on one device.
 *
 *     home.json     {"version":1,"space":"hagby"}: the format of the home, and the space that new messages belong to
 *     secret        the secret key, 64 hexadecimal digits; readable by its owner alone
 *     store.sqlite  the messages
 */
import { mkdir, mkdtemp, readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fromHex, toHex } from '../bytes.js'
import type { Identity } from '../crypto/signer.js'
import { exportSecret, importIdentity } from '../crypto/signer.js'
import { BudkavleError } from '../errors.js'
import { openReplica } from '../replica/open.js'
import type { Replica } from '../replica/types.js'
import { sqliteStore } from '../store/sqlite.js'
import type { Context } from './context.js'
import { CliError, fileError, systemCode } from './failure.js'
import { writeSecret } from './files.js'

const VERSION = 1
const ABOUT = 'home.json'
const SECRET = 'secret'
const STORE = 'store.sqlite'

interface About {
	readonly version: number
	readonly space?: string
}

export interface HomeOptions {
	readonly identity: Identity
	/** A fresh identity writes log 0; one that may be in use elsewhere gets a random log. */
	readonly fresh: boolean
	readonly space?: string
}

function spaceOf(options: { readonly space?: string }): { readonly space?: string } {
	return options.space === undefined ? {} : { space: options.space }
}

async function isEmptyOrAbsent(home: string): Promise<boolean> {
	try {
		return (await readdir(home)).length === 0
	} catch (error) {
		if (systemCode(error) === 'ENOENT') return true
		if (systemCode(error) === 'ENOTDIR') return false
		throw fileError('read', home, error)
	}
}

async function fillHome(folder: string, options: HomeOptions): Promise<void> {
	const about: About = { version: VERSION, ...spaceOf(options) }
	await writeFile(join(folder, ABOUT), `${JSON.stringify(about)}\n`, { flag: 'wx' })
	await writeSecret(join(folder, SECRET), `${toHex(exportSecret(options.identity))}\n`)
	// Opening the replica fixes the number of the log in the store.
	const replica = await openReplica({
		store: await sqliteStore(join(folder, STORE)),
		signer: options.identity,
		...spaceOf(options),
		...(options.fresh ? { log: 0 } : {}),
	})
	await replica.close()
}

/** Creates a home, whole or not at all: it is filled under another name and takes its own at the end. */
export async function createHome(context: Context, options: HomeOptions): Promise<void> {
	const { home } = context
	if (!(await isEmptyOrAbsent(home))) {
		throw new CliError(
			'home-exists',
			`There is something in "${home}" already, and a home is never overwritten. Choose another folder with --home DIR.`,
		)
	}
	let draft: string | undefined
	try {
		await mkdir(dirname(home), { recursive: true })
		draft = await mkdtemp(`${home}.new-`)
		await fillHome(draft, options)
		// Where a folder cannot take the name of another, an empty one makes room for it.
		await rmdir(home).catch(() => undefined)
		await rename(draft, home)
	} catch (error) {
		if (draft !== undefined) await rm(draft, { recursive: true, force: true })
		if (systemCode(error) === undefined || error instanceof BudkavleError) throw error
		throw fileError('create', home, error)
	}
}

const OTHERS = 0o077

async function checkPrivate(path: string, what: string, remedy: string): Promise<void> {
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
async function checkHome(home: string): Promise<About> {
	try {
		await stat(home)
	} catch (error) {
		if (systemCode(error) !== 'ENOENT') throw fileError('open', home, error)
		throw new CliError(
			'home-missing',
			`There is no home in "${home}". Create one with budkavle init, or name another folder with --home DIR.`,
		)
	}
	if (await isEmptyOrAbsent(home))
		throw new CliError('home-missing', `The folder "${home}" is empty. Create a home in it with budkavle init.`)
	const about = await readAbout(home)
	await checkPrivate(home, 'the folder', `chmod 700 "${home}"`)
	return about
}

/** Who writes in a home, and the space of new messages there. */
export interface Resident {
	readonly identity: Identity
	readonly space?: string
}

export async function readResident(home: string): Promise<Resident> {
	const about = await checkHome(home)
	const path = join(home, SECRET)
	const text = await readPart(home, SECRET)
	await checkPrivate(path, 'the file', `chmod 600 "${path}"`)
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

/** Opens the home for one piece of work and closes it afterwards, whatever happens. */
export async function withHome<T>(context: Context, work: (home: OpenHome) => Promise<T>): Promise<T> {
	const resident = await readResident(context.home)
	const store = await sqliteStore(join(context.home, STORE))
	try {
		const replica = await openReplica({ store, signer: resident.identity, clock: context.now, ...spaceOf(resident) })
		return await work({ ...resident, replica })
	} finally {
		await store.close()
	}
}
