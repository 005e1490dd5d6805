/** What a page does that has all of a browser. */
import { expect, it } from 'vitest'
import { defaultBackend } from '../../../src/crypto/select.js'
import { createIdentity } from '../../../src/crypto/signer.js'

it('WebCrypto verifies, and new identities are made', async () => {
	expect((await defaultBackend()).name).toBe('webcrypto')
	expect((await createIdentity()).author).toMatch(/^[0-9a-f]{64}$/)
})
