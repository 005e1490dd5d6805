/** Identities for tests: the same number gives the same author in every test, on every machine. */
import { encodeUtf8 } from '../../src/bytes.js'
import { sha256 } from '../../src/crypto/hash.js'
import type { Identity } from '../../src/crypto/signer.js'
import { importIdentity } from '../../src/crypto/signer.js'

const signers = new Map<number, Promise<Identity>>()

/** The identity of this number. Made once. */
export function testSigner(n: number): Promise<Identity> {
	let signer = signers.get(n)
	if (signer === undefined) {
		signer = importIdentity(sha256(encodeUtf8(`budkavle test signer ${n}`)))
		signers.set(n, signer)
	}
	return signer
}
