import { describe, expect, it } from 'vitest'
import type { LongHex } from './read.js'
import { readVectors, specBlock } from './read.js'

/** The bytes at the beginning of each line. */
function bytesIn(word: string): string {
	const lines = specBlock(word).trimEnd().split('\n')
	return lines
		.map((line) => line.slice(0, 48).replaceAll(' ', ''))
		.join('')
		.toLowerCase()
}

describe('the example of section 1', () => {
	const name = 'the example of section 1'
	const { messages } = readVectors<{ readonly messages: readonly Readonly<Record<string, string>>[] }>('messages.json')
	const { bundles } = readVectors<{ readonly bundles: readonly { readonly name: string; readonly bundle: LongHex }[] }>('bundles.json')
	const message = messages.find((one) => one.name === name)

	it('is the message of the vectors, step by step [SPEC 1.2, 1.3, 1.4, 1.5]', () => {
		expect(message).toMatchObject({
			secretKey: '02'.repeat(32),
			payload: bytesIn('example-payload'),
			id: bytesIn('example-id'),
			signed: bytesIn('example-signed'),
			signature: bytesIn('example-signature'),
			message: bytesIn('example-payload') + bytesIn('example-signature'),
		})
	})

	it('is the bundle of the vectors [SPEC 1.6]', () => {
		expect(bundles.find((one) => one.name === name)?.bundle).toBe(bytesIn('example-bundle'))
	})

	it('has as many bytes as the text says', () => {
		expect(bytesIn('example-payload')).toHaveLength(2 * 73)
		expect(bytesIn('example-signed')).toHaveLength(2 * 51)
		expect(message?.message).toHaveLength(2 * 137)
		expect(bytesIn('example-bundle')).toHaveLength(2 * 164)
	})
})
