/**
 * Optional: libsodium through the package `sodium-native`. It verifies about twice as fast as node:crypto, for relays and bulk imports on Node, and signs faster too.
 * A subpath of its own (`budkavle/crypto/sodium-native`), so that nobody else's bundle meets a native module.
 */
import { equalBytes, fromHex } from '../bytes.js'
import { BudkavleError } from '../errors.js'
import type { SignatureBackend } from './backend.js'
import { PUBLIC_KEY_BYTES, SIGNATURE_BYTES } from './ed25519.js'
import { admitBackend } from './select.js'
import type { Identity } from './signer.js'
import { exportSecret, identityOf } from './signer.js'

interface Sodium {
	crypto_sign_verify_detached(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean
	crypto_sign_seed_keypair(publicKey: Uint8Array, secretKey: Uint8Array, seed: Uint8Array): void
	crypto_sign_detached(signature: Uint8Array, message: Uint8Array, secretKey: Uint8Array): void
}

/** What libsodium calls a secret key: the seed and the public key. */
const SODIUM_SECRET_BYTES = 64
/** Signed once, to compare. */
const PROBE: Uint8Array = /* @__PURE__ */ Uint8Array.of(1, 2, 3)

async function load(): Promise<Sodium> {
	try {
		// The cast keeps the compiler from looking for types: the package has none, and need not be there.
		const loaded = (await import('sodium-native' as string)) as { readonly default: Sodium }
		return loaded.default
	} catch (cause) {
		throw new BudkavleError(
			'backend-unavailable',
			'The package sodium-native cannot be loaded. Install it with `npm install sodium-native`, or leave it out: the library then uses node:crypto.',
			{ cause },
		)
	}
}

/**
 * The backend over sodium-native, self-tested: give it to whatever takes a `backend`. Synchronous.
 * @throws BudkavleError `backend-unavailable` when the package is not installed, does not load here, or fails the self-test
 */
export async function sodiumNative(): Promise<SignatureBackend> {
	const sodium = await load()
	return admitBackend({
		name: 'sodium-native',
		verify: (publicKey, message, signature) => sodium.crypto_sign_verify_detached(signature, message, publicKey),
	})
}

/**
 * The same identity, which signs by libsodium: same author, same secret, same signatures (RFC 8032), in less time. It signs once here, and what comes is compared.
 * @throws BudkavleError `backend-unavailable` when the package is not installed, does not load here, or signs otherwise; `key-invalid` for a signer that was made elsewhere
 */
export async function sodiumNativeIdentity(identity: Identity): Promise<Identity> {
	const secret = exportSecret(identity)
	const sodium = await load()
	const publicKey = new Uint8Array(PUBLIC_KEY_BYTES)
	const secretKey = new Uint8Array(SODIUM_SECRET_BYTES)
	sodium.crypto_sign_seed_keypair(publicKey, secretKey, secret)
	const sign = (bytes: Uint8Array): Uint8Array => {
		const signature = new Uint8Array(SIGNATURE_BYTES)
		sodium.crypto_sign_detached(signature, bytes, secretKey)
		return signature
	}
	if (!equalBytes(publicKey, fromHex(identity.author) as Uint8Array) || !equalBytes(sign(PROBE), identity.sign(PROBE))) {
		throw new BudkavleError(
			'backend-unavailable',
			'The package sodium-native cannot be used to sign: its key or signature is another one than RFC 8032 says. Leave it out, and sign with the identity as it is.',
		)
	}
	return identityOf(secret, { publicKey, sign })
}
