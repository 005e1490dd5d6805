/** The contract of a signature backend: the arithmetic behind the one verification rule (SPEC 4.3). Types only. */

/** The backends that the library brings along, in their order of preference. */
export type BackendName = 'node' | 'webcrypto' | 'noble'

/**
 * Computes the cofactorless equation of Ed25519. Whoever writes one:
 * - answers `true` exactly if A decodes to a point on the curve and the encoding of S·B - (SHA-512(R, A, M) mod L)·A equals R byte for byte;
 * - is called only after the checks of `isAdmissible`, and may rely on them: the key has 32 bytes, the signature 64, S < L, A and R are
 *   canonical and not of small order. A may have a component of small order, and the signature still be valid;
 * - may throw, or reject, where it cannot decide (a key that its library refuses to import, a device that is gone). The portable
 *   backend then gives the verdict, so that a verdict never depends on the environment;
 * - must not keep the bytes that it is given, nor change them. The caller leaves them unchanged until the verdict is there;
 * - must bound whatever it remembers about keys: they come from strangers.
 *
 * `admitBackend` puts a backend to the test; nothing in the library verifies with one that was not admitted.
 */
export interface SignatureBackend {
	/** For people: in reports and error messages. */
	readonly name: string
	verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean | Promise<boolean>
	/** The same by other threads, where there are some: for many signatures at a time. */
	verifyBeside?(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean>
}
