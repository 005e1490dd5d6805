/** Verification by node:crypto (OpenSSL; BoringSSL under Bun and Electron), which also Deno and Bun offer. */
import type { SignatureBackend } from './backend.js'
import { cachedKeys } from './key-cache.js'
import type { NodeCrypto } from './runtime.js'
import { isNode, nodeCrypto } from './runtime.js'

/** RFC 4648 base64url without padding, as JWK wants it. */
function base64url(bytes: Uint8Array): string {
	return btoa(String.fromCharCode(...bytes))
		.replaceAll('+', '-')
		.replaceAll('/', '_')
		.replaceAll('=', '')
}

/** The backend over node:crypto; `undefined` where there is none. Synchronous, and on Node itself also by other threads. */
export function nodeBackend(crypto: NodeCrypto | undefined = nodeCrypto()): SignatureBackend | undefined {
	if (crypto === undefined) return undefined
	// Importing from JWK takes 7 microseconds; from DER it takes as long as a verification.
	const keyOf = cachedKeys((publicKey) =>
		crypto.createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: base64url(publicKey) }, format: 'jwk' }),
	)
	const backend: SignatureBackend = {
		name: 'node',
		verify: (publicKey, message, signature) => crypto.verify(null, message, keyOf(publicKey), signature),
	}
	if (!isNode()) return backend
	return {
		...backend,
		verifyBeside: (publicKey, message, signature) =>
			new Promise((resolve, reject) => {
				crypto.verify(null, message, keyOf(publicKey), signature, (error, valid) => (error === null ? resolve(valid) : reject(error)))
			}),
	}
}
