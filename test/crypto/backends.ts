/** The backends that the tests run on, and how to skip one that is optional. */
import type { TestContext } from 'vitest'
import type { SignatureBackend } from '../../src/crypto/backend.js'
import { libsodiumWrappers } from '../../src/crypto/libsodium-wrappers.js'
import { admitBackend, openBackend } from '../../src/crypto/select.js'
import { sodiumNative } from '../../src/crypto/sodium-native.js'
import { BudkavleError } from '../../src/errors.js'

export interface BackendUnderTest {
	readonly name: string
	open(): Promise<SignatureBackend>
	/** Why it may be missing, in the words of the skip. */
	readonly optional?: string
}

export const BACKENDS: readonly BackendUnderTest[] = [
	{ name: 'node', open: () => openBackend('node') },
	{
		name: 'node, by other threads',
		async open() {
			const { verifyBeside } = await openBackend('node')
			if (verifyBeside === undefined) throw new BudkavleError('backend-unavailable', 'There are no other threads.', { cause: 'not Node' })
			return admitBackend({ name: 'node, by other threads', verify: verifyBeside })
		},
		optional: 'only Node itself verifies by other threads',
	},
	{ name: 'webcrypto', open: () => openBackend('webcrypto') },
	{ name: 'noble', open: () => openBackend('noble') },
	{ name: 'sodium-native', open: sodiumNative, optional: 'the optional package sodium-native is not installed' },
	{ name: 'libsodium-wrappers', open: libsodiumWrappers, optional: 'the optional package libsodium-wrappers is not installed' },
]

/** Opens the backend, or skips the test when it is an optional one that is not installed. A failed self-test is a failed test. */
export async function openOrSkip(context: TestContext, backend: BackendUnderTest): Promise<SignatureBackend> {
	try {
		return await backend.open()
	} catch (error) {
		const missing = error instanceof BudkavleError && error.code === 'backend-unavailable' && error.cause !== undefined
		if (missing && backend.optional !== undefined) return context.skip(backend.optional)
		throw error
	}
}
