/** Verification by WebCrypto: browsers, workers, Deno, Bun and Node. Asynchronous: many at a time are faster than one by one. */
import type { SignatureBackend } from './backend.js'
import { cachedKeys } from './key-cache.js'
import type { Subtle } from './runtime.js'
import { subtleCrypto } from './runtime.js'

const ED25519 = { name: 'Ed25519' } as const

/**
 * The backend over WebCrypto; `undefined` where there is none, as on pages that did not come over HTTPS.
 * Whether the runtime knows Ed25519 shows at the self-test: on one that does not, every import rejects.
 */
export function webCryptoBackend(subtle: Subtle | undefined = subtleCrypto()): SignatureBackend | undefined {
	if (subtle === undefined) return undefined
	const keyOf = cachedKeys((publicKey) => subtle.importKey('raw', publicKey, ED25519, true, ['verify']))
	return {
		name: 'webcrypto',
		verify: async (publicKey, message, signature) => subtle.verify(ED25519, await keyOf(publicKey), signature, message),
	}
}
