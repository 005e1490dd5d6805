/**
 * Optional: verification by libsodium through the package `sodium-native`, about twice as fast as node:crypto. For relays and bulk imports on Node.
 * A subpath of its own (`budkavle/crypto/sodium-native`), so that nobody else's bundle meets a native module.
 */
import { BudkavleError } from '../errors.js'
import type { SignatureBackend } from './backend.js'
import { admitBackend } from './select.js'

interface Sodium {
	crypto_sign_verify_detached(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean
}

/**
 * The backend over sodium-native, self-tested: give it to whatever takes a `backend`. Synchronous.
 * @throws BudkavleError `backend-unavailable` when the package is not installed, does not load here, or fails the self-test
 */
export async function sodiumNative(): Promise<SignatureBackend> {
	let sodium: Sodium
	try {
		// The cast keeps the compiler from looking for types: the package has none, and need not be there.
		const loaded = (await import('sodium-native' as string)) as { readonly default: Sodium }
		sodium = loaded.default
	} catch (cause) {
		throw new BudkavleError(
			'backend-unavailable',
			'The package sodium-native cannot be loaded. Install it with `npm install sodium-native`, or leave this backend out: the library then uses node:crypto.',
			{ cause },
		)
	}
	return admitBackend({
		name: 'sodium-native',
		verify: (publicKey, message, signature) => sodium.crypto_sign_verify_detached(signature, message, publicKey),
	})
}
