/** vectors/signatures.json by whichever backend the page has. */
import { expect, it } from 'vitest'
import { fromHex } from '../../../src/bytes.js'
import { defaultBackend } from '../../../src/crypto/select.js'
import { verifySignature } from '../../../src/crypto/verify.js'
import { readVectors } from '../../vectors/read.js'

interface SignatureCase {
	readonly name: string
	readonly valid: boolean
	readonly publicKey: string
	readonly message: string
	readonly repeat?: number
	readonly signature: string
}

const bytesOf = (hex: string): Uint8Array => fromHex(hex) as Uint8Array

it.each(readVectors<readonly SignatureCase[]>('signatures.json'))(
	'vectors/signatures.json > $name [SPEC 4.3]',
	async ({ valid, publicKey, message, repeat = 1, signature }) => {
		const verdict = await verifySignature(await defaultBackend(), bytesOf(publicKey), bytesOf(message.repeat(repeat)), bytesOf(signature))
		expect(verdict).toBe(valid)
	},
)
