/** Who signs: the contract for keys wherever they live, and identities whose secret lives here. */
import { concatBytes, fromHex, toHex } from '../bytes.js'
import { BudkavleError } from '../errors.js'
import { SECRET_KEY_BYTES } from './ed25519.js'
import type { KeyPair } from './noble.js'
import { portableKeyPair } from './noble.js'
import { randomBytes } from './random.js'
import type { NodeCrypto } from './runtime.js'
import { nodeCrypto } from './runtime.js'

/**
 * Signs as one author. Write one for a key that must not leave its place: a keystore, a hardware key, a WebCrypto key that cannot be extracted.
 * - `author`: the Ed25519 public key, 64 lower-case hex digits;
 * - `sign`: the Ed25519 signature (RFC 8032, not prehashed) over exactly these bytes, 64 bytes, at once or by promise.
 */
export interface Signer {
	readonly author: string
	sign(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>
}

/**
 * A signer made by this library. Its secret is no property of it: neither printing, nor JSON, nor copying shows it; only `exportSecret` does.
 * Signatures are deterministic (RFC 8032): the same bytes give the same signature on every runtime.
 */
export interface Identity extends Signer {
	/** @throws BudkavleError `argument-invalid` for anything else than bytes */
	sign(bytes: Uint8Array): Uint8Array
}

export interface CreateIdentityOptions {
	/** Gives so many unpredictable bytes; without it, the secure source of the runtime is asked. */
	readonly random?: (length: number) => Uint8Array
}

const secrets: WeakMap<Signer, Uint8Array> = /* @__PURE__ */ new WeakMap()

/** Whether a signer was made by this library: its signatures need no second look. */
export function isIdentity(signer: Signer): signer is Identity {
	return secrets.has(signer)
}

/** What stands before the 32 bytes of the seed in PKCS #8 (RFC 8410, section 7). */
const PKCS8: Uint8Array = /* @__PURE__ */ fromHex('302e020100300506032b657004220420') as Uint8Array

function nodeKeyPair(secret: Uint8Array, crypto: NodeCrypto): KeyPair {
	const der = concatBytes(PKCS8, secret)
	const key = crypto.createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
	der.fill(0)
	const publicKey = new Uint8Array(crypto.createPublicKey(key).export({ format: 'der', type: 'spki' })).slice(-32)
	return { publicKey, sign: (bytes) => new Uint8Array(crypto.sign(null, bytes, key)) }
}

/** Keys by node:crypto where there is one that takes Ed25519 keys (some are restricted by policy), else by portable code. */
function keyPair(secret: Uint8Array): KeyPair {
	const crypto = nodeCrypto()
	if (crypto !== undefined) {
		try {
			return nodeKeyPair(secret, crypto)
		} catch {
			// fall through
		}
	}
	return portableKeyPair(secret)
}

/** Whether a value is a Uint8Array, also one of another realm (a frame, a test runner). */
function isBytes(value: unknown): value is Uint8Array {
	return Object.prototype.toString.call(value) === '[object Uint8Array]'
}

/** What an argument was, without showing anything of it: it may be a secret. */
function shapeOf(value: unknown): string {
	return isBytes(value) ? `${value.length} bytes` : `a value of type ${typeof value}`
}

/**
 * The identity of a secret key, the 32-byte seed of RFC 8032. The bytes are copied: wipe yours afterwards.
 * @throws BudkavleError `key-invalid` for anything else than 32 bytes
 */
export async function importIdentity(secret: Uint8Array): Promise<Identity> {
	if (!isBytes(secret) || secret.length !== SECRET_KEY_BYTES) {
		throw new BudkavleError('key-invalid', `A secret key is a Uint8Array of 32 bytes, but ${shapeOf(secret)} came.`)
	}
	const own = new Uint8Array(secret)
	return identityOf(own, keyPair(own))
}

/** The identity of a secret key, which is kept, and of what signs with it. */
export function identityOf(secret: Uint8Array, pair: KeyPair): Identity {
	const identity: Identity = Object.freeze({
		author: toHex(pair.publicKey),
		sign: (bytes: Uint8Array) => {
			// Node would sign the UTF-8 of a string, portable code would not.
			if (!isBytes(bytes)) throw new BudkavleError('argument-invalid', `What is signed is a Uint8Array, but ${shapeOf(bytes)} came.`)
			// Signing reads the bytes twice. In shared memory another thread could change them in between, and the signature give away the key.
			return pair.sign(new Uint8Array(bytes))
		},
	})
	secrets.set(identity, secret)
	return identity
}

/**
 * A new identity with a fresh secret key.
 * @throws BudkavleError `random-unavailable` without a source of secure random bytes, or when it gives nothing but zeros; `key-invalid` when `random` gives
 * something else than 32 bytes
 */
export async function createIdentity(options: CreateIdentityOptions = {}): Promise<Identity> {
	const secret = (options.random ?? randomBytes)(SECRET_KEY_BYTES)
	// A source that is not connected gives zeros, and everybody knows that key.
	if (isBytes(secret) && secret.length > 0 && secret.every((byte) => byte === 0)) {
		throw new BudkavleError(
			'random-unavailable',
			'The source of random bytes gave nothing but zeros, so a key made from it would be known to everybody.',
		)
	}
	return importIdentity(secret)
}

/**
 * A copy of the secret key of an identity: 32 bytes. Whoever has them is this author, for ever.
 * @throws BudkavleError `key-invalid` for a signer that was made elsewhere: its secret is not here
 */
export function exportSecret(identity: Identity): Uint8Array {
	const secret = secrets.get(identity)
	if (secret === undefined) {
		throw new BudkavleError(
			'key-invalid',
			'Only identities from createIdentity and importIdentity have a secret key here; this signer was made elsewhere.',
		)
	}
	return new Uint8Array(secret)
}
