/**
 * What the runtime may offer, typed as narrowly as it is used, so that neither these files nor their declarations need the types of Node
 * or of the DOM. Looked up at each call and never at import: an application may install a polyfill before it first uses the library.
 */

/** A key inside node:crypto. Opaque here. */
interface NodeKey {
	export(options: { readonly format: 'der'; readonly type: 'spki' }): Uint8Array
}

interface NodeJwk {
	readonly kty: 'OKP'
	readonly crv: 'Ed25519'
	readonly x: string
}

interface NodeHash {
	update(bytes: Uint8Array): NodeHash
	digest(): Uint8Array
	digest(encoding: 'hex'): string
}

/** The part of node:crypto that is used. Deno and Bun offer it too. */
export interface NodeCrypto {
	/** One-shot hashing: Node 20.12 and later, not everywhere else. */
	readonly hash?: {
		(algorithm: 'sha256', bytes: Uint8Array, encoding: 'buffer'): Uint8Array
		(algorithm: 'sha256', bytes: Uint8Array, encoding: 'hex'): string
	}
	createHash(algorithm: 'sha256'): NodeHash
	createPublicKey(from: { readonly key: NodeJwk; readonly format: 'jwk' } | NodeKey): NodeKey
	createPrivateKey(from: { readonly key: Uint8Array; readonly format: 'der'; readonly type: 'pkcs8' }): NodeKey
	sign(algorithm: null, bytes: Uint8Array, key: NodeKey): Uint8Array
	verify(algorithm: null, bytes: Uint8Array, key: NodeKey, signature: Uint8Array): boolean
	/** By the threads of libuv. */
	verify(algorithm: null, bytes: Uint8Array, key: NodeKey, signature: Uint8Array, done: (error: Error | null, valid: boolean) => void): void
}

/** The part of SubtleCrypto that is used. `WebKey` is a CryptoKey. */
export interface Subtle {
	importKey(
		format: 'raw',
		key: Uint8Array,
		algorithm: { readonly name: 'Ed25519' },
		extractable: true,
		usages: readonly ['verify'],
	): Promise<WebKey>
	verify(algorithm: { readonly name: 'Ed25519' }, key: WebKey, signature: Uint8Array, bytes: Uint8Array): Promise<boolean>
}

type WebKey = object

interface Runtime {
	readonly process?: { getBuiltinModule?(id: string): unknown; readonly versions?: Readonly<Record<string, string | undefined>> }
	readonly crypto?: { readonly subtle?: Subtle; getRandomValues?(bytes: Uint8Array): unknown }
}

const runtime: Runtime = globalThis as unknown as Runtime

/** node:crypto, where there is one. Never imported, so that bundles for browsers need no exception for it. */
export function nodeCrypto(): NodeCrypto | undefined {
	return runtime.process?.getBuiltinModule?.('node:crypto') as NodeCrypto | undefined
}

/** Whether this is Node itself. Deno and Bun say so as well, but do not offer all of its interfaces. */
export function isNode(): boolean {
	const { versions } = runtime.process ?? {}
	return versions?.node !== undefined && versions.deno === undefined && versions.bun === undefined
}

/** WebCrypto, where there is one. Browsers hide it from pages that did not come over HTTPS. */
export function subtleCrypto(): Subtle | undefined {
	return runtime.crypto?.subtle
}

/** Fills the bytes from the secure random source of the runtime; `false` when it has none. */
export function fillRandom(bytes: Uint8Array): boolean {
	if (typeof runtime.crypto?.getRandomValues !== 'function') return false
	runtime.crypto.getRandomValues(bytes)
	return true
}
