/** Messages as they travel alone. */
import { concatBytes, equalBytes } from '../../../src/bytes.js'
import { sha256Hex } from '../../../src/crypto/hash.js'
import { encodeCbor } from '../../../src/encoding/cbor.js'
import { decodeMessage, decodeParts } from '../../../src/message/decode.js'
import { aloneBytes } from '../../support/message-bytes.js'
import { seedMessages } from '../messages.js'
import { mutateCbor } from '../mutate.js'
import type { FuzzTarget } from '../target.js'
import { accepted, must } from '../target.js'

export const messageTarget: FuzzTarget = {
	name: 'message',
	share: 3,
	async seeds() {
		return (await seedMessages()).map(aloneBytes)
	},
	mutate(input, random) {
		const end = Math.max(0, input.length - 64)
		const payload = mutateCbor(input.subarray(0, end), random)
		return payload && concatBytes(payload, input.subarray(end))
	},
	run(input) {
		const message = accepted(() => decodeMessage(input).unverified)
		if (message === undefined) return 0
		const { id, payload, signature, fields } = message
		must(equalBytes(concatBytes(payload, signature), input), 'a message has the bytes that came')
		must(payload.buffer !== input.buffer && signature.buffer !== input.buffer, 'a message shares no memory with what came')
		must(id === sha256Hex(payload), 'an id is the hash of the payload')
		must(equalBytes(encodeCbor(fields), payload), 'the fields are all there is in the payload')
		must(Object.isFrozen(message), 'a message is frozen')
		must(decodeParts(payload).id === id, 'a payload alone has the same id')
		return input.length
	},
}
