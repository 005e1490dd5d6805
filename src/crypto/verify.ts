/** The one place where a signature is judged (SPEC 4.3). */
import type { SignatureBackend } from './backend.js'
import { isAdmissible } from './ed25519.js'
import { verifyPortably } from './noble.js'

/**
 * Whether the signature is valid for the message under the key, by the rule of SPEC 4.3: the same verdict on every backend and every
 * runtime. Never throws, never rejects. Bytes of any length are judged. They must stay unchanged until the verdict is there.
 * @param backend from `defaultBackend`, `openBackend` or `admitBackend`
 * @param beside whether by other threads, where the backend can; then always by a promise
 * @returns at once from a synchronous backend, else a promise
 */
export function verifySignature(
	backend: SignatureBackend,
	publicKey: Uint8Array,
	message: Uint8Array,
	signature: Uint8Array,
	beside = false,
): boolean | Promise<boolean> {
	if (!isAdmissible(publicKey, signature)) return false
	try {
		const verdict = (beside && backend.verifyBeside?.(publicKey, message, signature)) || backend.verify(publicKey, message, signature)
		if (typeof verdict === 'boolean') return verdict
		return Promise.resolve(verdict).then(
			(settled) => settled === true,
			() => verifyPortably(publicKey, message, signature),
		)
	} catch {
		return verifyPortably(publicKey, message, signature)
	}
}
