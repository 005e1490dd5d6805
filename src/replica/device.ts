/** What stays on this device: local values of the store under keys of their own, one for each fact, so that two programs over one store lose nothing of each other. */
import { decodeUtf8, encodeUtf8 } from '../bytes.js'
import { isLine, textSize } from '../encoding/text.js'
import { BudkavleError } from '../errors.js'
import type { Reader } from '../merge/knowledge-types.js'
import type { AuthorId, MessageId } from '../message/types.js'
import type { Store } from '../store/types.js'
import { checkHex } from './arguments.js'
import type { Reading } from './reading.js'
import { allLocalKeys, storeReading } from './reading.js'
import type { Device, DeviceDraft } from './types.js'

const LISTEN = 'listen/'
const BLOCK = 'block/'
const READ = 'read/'
const DRAFT = 'draft/'

const NAME_BYTES = 64
const DRAFT_BYTES = 65_536
const SET: Uint8Array = new Uint8Array(0)

/** The reader that a device knows: the author with private vouches and blocks. */
export async function localReader(reading: Pick<Reading, 'localKeys'>, author: AuthorId | undefined): Promise<Reader> {
	const keysBelow = async (prefix: string): Promise<readonly AuthorId[]> => {
		return (await reading.localKeys(prefix)).map((key) => key.slice(prefix.length))
	}
	return Object.freeze({ keys: author === undefined ? [] : [author], vouches: await keysBelow(LISTEN), blocked: await keysBelow(BLOCK) })
}

/** Whether this version was marked as read. */
export function isRead(reading: Pick<Reading, 'hasLocal'>, version: MessageId): Promise<boolean> {
	return reading.hasLocal(READ + version)
}

function checkDraft(name: string, draft: DeviceDraft | undefined): void {
	const size = typeof name === 'string' ? textSize(name) : 0
	if (size < 1 || size > NAME_BYTES || !isLine(name)) {
		throw new BudkavleError('argument-invalid', `The name of a draft is one line of 1 to ${NAME_BYTES} bytes; give it another one.`)
	}
	if (draft === undefined) return
	if (typeof draft.text !== 'string' || encodeUtf8(draft.text).length > DRAFT_BYTES) {
		throw new BudkavleError('argument-invalid', `A draft is a text of at most ${DRAFT_BYTES} bytes; keep longer ones in a file.`)
	}
	if (draft.to !== undefined) checkHex(draft.to, 'the message that a draft is to answer')
}

/** As it was written by `saveDraft`; `undefined` for anything else, which must not hide the others. */
function readDraft(name: string, value: Uint8Array): DeviceDraft | undefined {
	try {
		const { text, to } = JSON.parse(decodeUtf8(value)) as DeviceDraft
		checkDraft(name, { text, ...(to === undefined ? {} : { to }) })
		return Object.freeze(to === undefined ? { text } : { text, to })
	} catch {
		return undefined
	}
}

export function openDevice(store: Store, author: AuthorId | undefined): Device {
	const mark = async (prefix: string, key: AuthorId, on: boolean): Promise<void> => {
		checkHex(key, 'the key of an author')
		await store.setLocal(prefix + key, on ? SET : undefined)
	}
	return Object.freeze<Device>({
		reader: () => localReader(storeReading(store), author),
		listen: (key, on = true) => mark(LISTEN, key, on),
		block: (key, on = true) => mark(BLOCK, key, on),
		async markRead(...versions) {
			for (const version of versions) checkHex(version, 'the id of a version')
			for (const version of versions) await store.setLocal(READ + version, SET)
		},
		async saveDraft(name, draft) {
			checkDraft(name, draft)
			const value = draft === undefined ? undefined : encodeUtf8(JSON.stringify({ text: draft.text, to: draft.to }))
			await store.setLocal(DRAFT + name, value)
		},
		async drafts() {
			const drafts = new Map<string, DeviceDraft>()
			for (const key of await allLocalKeys(store, DRAFT)) {
				const value = await store.local(key)
				const name = key.slice(DRAFT.length)
				const draft = value === undefined ? undefined : readDraft(name, value)
				if (draft !== undefined) drafts.set(name, draft)
			}
			return drafts
		},
	})
}
