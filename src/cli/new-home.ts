/** Creating a home, a backup of one, or one from a backup: whole or not at all. */
import { chmod, copyFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { toHex } from '../bytes.js'
import type { Identity } from '../crypto/signer.js'
import { exportSecret } from '../crypto/signer.js'
import { forgetLog } from '../replica/log.js'
import { openReplica } from '../replica/open.js'
import { copySqliteStore, sqliteStore } from '../store/sqlite.js'
import type { Context } from './context.js'
import { CliError, fileError, systemCode } from './failure.js'
import { followLinks, writePrivate } from './files.js'
import type { About, Resident } from './home.js'
import {
	ABOUT,
	checkPrivate,
	entriesOf,
	PARTS,
	readResident,
	SECRET,
	STORE,
	spaceOf,
	storeOf,
	UNFINISHED,
	unfinished,
	VERSION,
} from './home.js'

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

/** What a home is made of. */
interface HomeContent {
	readonly identity: Identity
	readonly space?: string
	/** Writes the messages to a file that does not exist yet. */
	store(path: string): Promise<void>
	/** Whether nobody but its owner may be able to read it. */
	readonly isPrivate: boolean
}

/** Whatever a home consists of. The name of `home.json` comes last: without it there is no home. */
async function fill(folder: string, content: HomeContent): Promise<void> {
	await writePrivate(join(folder, SECRET), `${toHex(exportSecret(content.identity))}\n`)
	await content.store(join(folder, STORE))
	await rename(join(folder, UNFINISHED), join(folder, ABOUT))
}

/** Fills a folder that is there: somebody may be in it, or a disk mounted on it, so that no other one can take its name. */
async function fillFolder(folder: string, content: HomeContent): Promise<void> {
	await chmod(folder, 0o700)
	if (content.isPrivate) await checkPrivate(folder, 'the folder', `chmod 700 "${folder}"`)
	const about: About = { version: VERSION, ...spaceOf(content) }
	// Only one of two programs can make this file: it also keeps them apart.
	await writePrivate(join(folder, UNFINISHED), `${JSON.stringify(about)}\n`)
	try {
		await fill(folder, content)
	} catch (error) {
		for (const part of PARTS) await rm(join(folder, part), { force: true })
		throw error
	}
}

/** Makes a folder under another name, which takes its own at the end. */
async function makeFolder(home: string, content: HomeContent): Promise<void> {
	await mkdir(dirname(home), { recursive: true })
	const draft = await mkdtemp(`${home}.new-`)
	try {
		await fillFolder(draft, content)
		await rename(draft, home)
	} catch (error) {
		await rm(draft, { recursive: true, force: true })
		throw error
	}
}

/** A home, whole or not at all. An empty folder is filled where it is. */
async function makeHome(home: string, content: HomeContent): Promise<void> {
	const place = await placeFor(home)
	try {
		if (place === 'folder') await fillFolder(home, content)
		else await makeFolder(await followLinks(home), content)
	} catch (error) {
		throw systemCode(error) === undefined ? error : fileError('create', home, error)
	}
}

/** Creates a home, whole or not at all. */
export function createHome({ home, now }: Context, options: HomeOptions): Promise<void> {
	const { identity } = options
	/** Opening the replica fixes the number of the log in the store. */
	const store = async (path: string): Promise<void> => {
		const fresh = options.fresh ? { log: 0 } : {}
		const replica = await openReplica({ store: await sqliteStore(path), signer: identity, clock: now, ...spaceOf(options), ...fresh })
		try {
			for (const key of options.linked ?? []) await replica.link(key)
		} finally {
			await replica.close()
		}
	}
	return makeHome(home, { identity, isPrivate: true, store, ...spaceOf(options) })
}

/** Makes the messages in a copied file go on in a log of their own. */
async function forgetLogIn(path: string, author: string): Promise<void> {
	const store = await sqliteStore(path)
	try {
		await forgetLog(store, author)
	} finally {
		await store.close()
	}
}

/** Copies a home that may be in use to a new folder, which is a home itself: whole or not at all. It writes a log of its own. */
export async function backUp(home: string, target: string): Promise<Resident> {
	const resident = await readResident(home)
	const source = await storeOf(home)
	const store = async (path: string): Promise<void> => {
		await copySqliteStore(source, path)
		await forgetLogIn(path, resident.identity.author)
	}
	// A stick may know no owners and permissions.
	await makeHome(target, { ...resident, isPrivate: false, store })
	return resident
}

/** Makes a home of a backup, which may lie where nothing can be written. */
export async function restore(backup: string, home: string): Promise<Resident> {
	const resident = await readResident(backup, false)
	const source = await storeOf(backup)
	const store = async (path: string): Promise<void> => {
		await copyFile(source, path)
		// The end of a store that was not closed. Where a home was copied by hand, it may be there.
		await copyFile(`${source}-wal`, `${path}-wal`).catch((error: unknown) => {
			if (systemCode(error) !== 'ENOENT') throw error
		})
		await chmod(path, 0o600)
		await forgetLogIn(path, resident.identity.author)
	}
	await makeHome(home, { ...resident, isPrivate: true, store })
	return resident
}
