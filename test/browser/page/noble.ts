/** What a page does that has lost what browsers have beside the language. */
import { expect, it } from 'vitest'
import { defaultBackend } from '../../../src/crypto/select.js'
import { createIdentity } from '../../../src/crypto/signer.js'

it('portable code verifies, and nothing is taken for chance that is none', async () => {
	expect((await defaultBackend()).name).toBe('noble')
	await expect(createIdentity()).rejects.toMatchObject({ code: 'random-unavailable' })
})
