/** Creating a home: whole or not at all. */
import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { toHex } from '../bytes.js'
import type { Identity } from '../crypto/signer.js'
import { exportSecret } from '../crypto/signer.js'
import { openReplica } from '../replica/open.js'
import { sqliteStore } from '../store/sqlite.js'
import type { Context } from './context.js'
import { CliError, fileError, systemCode } from './failure.js'
import { followLinks, writePrivate } from './files.js'
import type { About } from './home.js'
import { ABOUT, checkPrivate, entriesOf, PARTS, SECRET, STORE, spaceOf, UNFINISHED, unfinished, VERSION } from './home.js'

export interface HomeOptions {
	readonly identity: Identity
	/** A fresh identity writes log 0; one that may be in use elsewhere gets a random log. */
	readonly fresh: boolean
	/** Other keys of the same person, such as the one on paper: linked with the identity by the first profiles (SPEC 3.10), and not kept. */
	readonly linked?: readonly Identity[]
	readonly space?: string
}

function taken(home: string): CliError {
	return new CliError(
		'home-exists',
		`There is something in "${home}" already, and a home is never overwritten. Choose another folder with --home DIR.`,
	)
}

/** What is where a new home shall be: nothing, or an empty folder. Throws `home-exists` where it would take the place of something. */
async function placeFor(home: string): Promise<'nothing' | 'folder'> {
	let entries: readonly string[] | undefined
	try {
		entries = await entriesOf(home)
	} catch (error) {
		throw error instanceof CliError && systemCode(error.cause) === 'ENOTDIR' ? taken(home) : error
	}
	if (entries === undefined) return 'nothing'
	if (entries.length === 0) return 'folder'
	throw entries.includes(UNFINISHED) && !entries.includes(ABOUT) ? new CliError('home-exists', unfinished(home)) : taken(home)
}

/** Throws `home-exists` where a new home would take the place of something. */
export async function requireNoHome(home: string): Promise<void> {
	await placeFor(home)
}

/** Whatever a home consists of. The name of `home.json` comes last: without it there is no home. */
async function fill(folder: string, options: HomeOptions, clock: Context['now']): Promise<void> {
	await writePrivate(join(folder, SECRET), `${toHex(exportSecret(options.identity))}\n`)
	// Opening the replica fixes the number of the log in the store.
	const replica = await openReplica({
		store: await sqliteStore(join(folder, STORE)),
		signer: options.identity,
		clock,
		...spaceOf(options),
		...(options.fresh ? { log: 0 } : {}),
	})
	try {
		for (const key of options.linked ?? []) await replica.link(key)
	} finally {
		await replica.close()
	}
	await rename(join(folder, UNFINISHED), join(folder, ABOUT))
}

/** Fills a folder that is there: somebody may be in it, or a disk mounted on it, so that no other one can take its name. */
async function fillFolder(folder: string, options: HomeOptions, clock: Context['now']): Promise<void> {
	await chmod(folder, 0o700)
	await checkPrivate(folder, 'the folder', `chmod 700 "${folder}"`)
	const about: About = { version: VERSION, ...spaceOf(options) }
	// Only one of two programs can make this file: it also keeps them apart.
	await writePrivate(join(folder, UNFINISHED), `${JSON.stringify(about)}\n`)
	try {
		await fill(folder, options, clock)
	} catch (error) {
		for (const part of PARTS) await rm(join(folder, part), { force: true })
		throw error
	}
}

/** Makes a folder under another name, which takes its own at the end. */
async function makeFolder(home: string, options: HomeOptions, clock: Context['now']): Promise<void> {
	await mkdir(dirname(home), { recursive: true })
	const draft = await mkdtemp(`${home}.new-`)
	try {
		await fillFolder(draft, options, clock)
		await rename(draft, home)
	} catch (error) {
		await rm(draft, { recursive: true, force: true })
		throw error
	}
}

/** Creates a home, whole or not at all. An empty folder is filled where it is. */
export async function createHome(context: Context, options: HomeOptions): Promise<void> {
	const { home, now } = context
	const place = await placeFor(home)
	try {
		if (place === 'folder') await fillFolder(home, options, now)
		else await makeFolder(await followLinks(home), options, now)
	} catch (error) {
		throw systemCode(error) === undefined ? error : fileError('create', home, error)
	}
}
