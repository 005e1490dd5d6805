/** Signatures: 32 bytes of a key, 64 of a signature, and the message. Every backend gives the same verdict. */
import { concatBytes, fromHex } from '../../../src/bytes.js'
import { openBackend } from '../../../src/crypto/select.js'
import { verifySignature } from '../../../src/crypto/verify.js'
import cases from '../../../vectors/signatures.json' with { type: 'json' }
import { testSigner } from '../../support/signers.js'
import { mutateBytes } from '../mutate.js'
import type { FuzzTarget } from '../target.js'
import { must } from '../target.js'

export const signatureTarget: FuzzTarget = {
	name: 'signature',
	async seeds() {
		const own = await Promise.all(
			[1, 2, 3].map(async (n) => {
				const signer = await testSigner(n)
				const message = new Uint8Array(n)
				return concatBytes(fromHex(signer.author) as Uint8Array, signer.sign(message), message)
			}),
		)
		const published = cases.map(({ publicKey, signature, message }) => fromHex(publicKey + signature + message) as Uint8Array)
		return [...own, ...published.filter((bytes) => bytes.length < 500)]
	},
	mutate(input, random, other) {
		// Parts of two: the key, R, S or the message of another one.
		const [from, to] = random.pick([
			[0, 32],
			[32, 64],
			[64, 96],
			[96, 500],
		] as const)
		if (random.oneIn(2)) return concatBytes(input.subarray(0, from), other.subarray(from, to), input.subarray(to))
		return concatBytes(input.subarray(0, from), mutateBytes(input.subarray(from, to), random, other), input.subarray(to))
	},
	async run(input) {
		const [key, signature, message] = [input.subarray(0, 32), input.subarray(32, 96), input.subarray(96)]
		const verdict = async (name: 'node' | 'noble'): Promise<boolean> => verifySignature(await openBackend(name), key, message, signature)
		must((await verdict('node')) === (await verdict('noble')), 'every backend gives the same verdict')
		return 100_000
	},
}
