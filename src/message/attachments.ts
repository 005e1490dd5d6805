/** Attachments: what a message says about a file that travels beside it (SPEC 3.3). */
import { toHex } from '../bytes.js'
import { sha256Hex } from '../crypto/hash.js'
import type { CborMap } from '../encoding/value.js'
import { BudkavleError } from '../errors.js'
import { LIMITS } from '../limits.js'
import { KEY } from './fields.js'
import type { Attachment, BlobHash, Message } from './types.js'

/** What to call a file: its media type, such as `image/png` (1 to 127 bytes of printable ASCII), and its name (1 to 255 bytes, one line). */
export interface AttachmentLabel {
	readonly type: string
	readonly name?: string | undefined
}

/**
 * The attachment that stands for these bytes in a draft. The bytes themselves go to a store or a bundle.
 *
 * @throws {BudkavleError} `blob-too-large` for more than `LIMITS.blob` bytes. Type and name are checked when the message is created.
 */
export function attachmentOf(bytes: Uint8Array, { type, name }: AttachmentLabel): Attachment {
	if (bytes.length > LIMITS.blob) {
		const message = `An attachment has at most ${LIMITS.blob} bytes, but ${bytes.length} came. Make it smaller, or cite it as a source.`
		throw new BudkavleError('blob-too-large', message)
	}
	return Object.freeze({ hash: sha256Hex(bytes), size: bytes.length, type, ...(name === undefined ? {} : { name }) })
}

/** The hashes of the attachments that a message of any kind cites, with effect or without, in its order, each once. */
export function citedBlobs(message: Message): readonly BlobHash[] {
	const attachments = (message.fields.get(KEY.attachments) ?? []) as readonly CborMap[]
	return [...new Set(attachments.map((attachment) => toHex(attachment.get(0) as Uint8Array)))]
}
