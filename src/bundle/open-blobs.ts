/** The body of a blobs section: attachments with their hashes (SPEC 7.10). */
import { copyBytes, toHex } from '../bytes.js'
import { HASH_BYTES, sha256Hex } from '../crypto/hash.js'
import { ByteReader } from '../encoding/varint.js'
import { BudkavleError } from '../errors.js'
import { LIMITS } from '../limits.js'
import { bundleError, SECTION_CODES, TRUNCATED_CODES } from './faults.js'
import type { UnpackedBlob } from './types.js'

/**
 * Reads attachments up to the end of the body.
 *
 * @param isWhole whether the body is as long as declared; otherwise what is missing was cut off
 * @param mayHold how many there may be
 * @returns one outcome for each, and the fault that ended the reading before the end
 */
export function openBlobs(
	body: Uint8Array,
	isWhole: boolean,
	mayHold: number,
): { readonly blobs: UnpackedBlob[]; readonly fault?: BudkavleError } {
	const reader = new ByteReader(body, isWhole ? SECTION_CODES : TRUNCATED_CODES)
	const blobs: UnpackedBlob[] = []
	while (reader.remaining > 0) {
		if (blobs.length === mayHold) {
			return { blobs, fault: bundleError('bundle-too-large', `at most ${LIMITS.bundleBlobs} attachments in a bundle`, 'more came') }
		}
		let hash: string | undefined
		try {
			hash = toHex(reader.take(HASH_BYTES))
			blobs.push(Object.freeze(checkBlob(hash, reader.take(reader.varint()))))
		} catch (error) {
			if (!(error instanceof BudkavleError)) throw error
			blobs.push(Object.freeze(hash === undefined ? { ok: false, error } : { ok: false, hash, error }))
			return { blobs, fault: error }
		}
	}
	return { blobs }
}

function checkBlob(hash: string, bytes: Uint8Array): UnpackedBlob {
	if (bytes.length > LIMITS.blob) {
		return {
			ok: false,
			hash,
			error: bundleError('blob-too-large', `an attachment of at most ${LIMITS.blob} bytes`, `it has ${bytes.length}`),
		}
	}
	const actual = sha256Hex(bytes)
	if (actual !== hash)
		return { ok: false, hash, error: bundleError('blob-hash', `an attachment with the hash ${hash}`, `its hash is ${actual}`) }
	return { ok: true, hash, bytes: copyBytes(bytes) }
}
