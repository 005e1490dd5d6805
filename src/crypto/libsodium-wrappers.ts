/**
 * Optional: verification by libsodium as WebAssembly, through the package `libsodium-wrappers`. For browsers and workers whose WebCrypto has no Ed25519: there it is
 * several times as fast as portable code. A subpath of its own (`budkavle/crypto/libsodium-wrappers`), so that nobody else's bundle holds a megabyte of libsodium.
 */
import { BudkavleError } from '../errors.js'
import type { SignatureBackend } from './backend.js'
import { PUBLIC_KEY_BYTES, SIGNATURE_BYTES } from './ed25519.js'
import { admitBackend } from './select.js'

interface Sodium {
	readonly ready: Promise<unknown>
	crypto_sign_verify_detached(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean
}

/**
 * The backend over libsodium-wrappers, self-tested: give it to whatever takes a `backend`. Synchronous.
 * @throws BudkavleError `backend-unavailable` when the package is not installed, does not load here (as where WebAssembly is missing), or fails the self-test
 */
export async function libsodiumWrappers(): Promise<SignatureBackend> {
	let sodium: Sodium
	try {
		// The cast keeps the compiler from looking for types: the package need not be there.
		const loaded = (await import('libsodium-wrappers' as string)) as { readonly default: Sodium }
		sodium = loaded.default
		await sodium.ready
	} catch (cause) {
		throw new BudkavleError(
			'backend-unavailable',
			'The package libsodium-wrappers cannot be loaded. Install it with `npm install libsodium-wrappers`, or leave this backend out: the library then chooses another one.',
			{ cause },
		)
	}
	return admitBackend({
		name: 'libsodium-wrappers',
		// libsodium throws for other lengths. They cannot be valid, and an exception would ask the portable backend.
		verify: (publicKey, message, signature) =>
			publicKey.length === PUBLIC_KEY_BYTES &&
			signature.length === SIGNATURE_BYTES &&
			sodium.crypto_sign_verify_detached(signature, message, publicKey),
	})
}
