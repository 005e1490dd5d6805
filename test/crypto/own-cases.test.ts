import { readFileSync } from 'node:fs'
import { hashes, verify } from '@noble/ed25519'
import { sha512 } from '@noble/hashes/sha2.js'
import { describe, expect, it } from 'vitest'
import { isAdmissible } from '../../src/crypto/ed25519.js'
import { verifySignature } from '../../src/crypto/verify.js'
import { BACKENDS, openOrSkip } from './backends.js'
import type { SignatureCase } from './make-cases.js'
import { bytesOf, makeCases, makeSelfTest, messageOf } from './make-cases.js'

const CASES = JSON.parse(readFileSync(new URL('../../vectors/signatures.json', import.meta.url), 'utf8')) as readonly SignatureCase[]

/** Reasons that the checks in front of the backends decide alone. */
const BEFORE_BACKENDS = [
	'S is not below L',
	'A is of small order',
	'R is of small order',
	'A is not canonical',
	'R is not canonical',
	'a length is wrong',
]

describe('the cases of this project', () => {
	it('are what make-cases.ts makes', () => {
		expect(makeCases()).toEqual(CASES)
	})

	it('have names of their own, and hold every reason', () => {
		expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length)
		const counts: Record<string, number> = {}
		for (const { reason } of CASES) counts[reason] = (counts[reason] ?? 0) + 1
		expect(counts).toMatchInlineSnapshot(`
			{
			  "A is not canonical": 51,
			  "A is not on the curve": 9,
			  "A is of small order": 17,
			  "R is not canonical": 50,
			  "R is not on the curve": 10,
			  "R is of small order": 17,
			  "S is not below L": 23,
			  "a length is wrong": 8,
			  "only the cofactored equation holds": 64,
			  "the equation does not hold": 27,
			  "the equation holds": 53,
			}
		`)
	})

	it('gave the self-test its constants', () => {
		const source = readFileSync(new URL('../../src/crypto/self-test.ts', import.meta.url), 'utf8')
		const constants = Object.fromEntries(
			[...source.matchAll(/^const ([A-Z_]+) = (?:'([0-9a-f]+)'|(\d+))$/gm)].map(([, name, hex, number]) => [name, hex ?? Number(number)]),
		)
		expect(constants).toEqual(makeSelfTest())
	})

	it('are refused before any backend for the reasons that need no arithmetic, and for no others (SPEC 4.3)', () => {
		const wrong = CASES.filter(
			({ reason, publicKey, signature }) => isAdmissible(bytesOf(publicKey), bytesOf(signature)) === BEFORE_BACKENDS.includes(reason),
		)
		expect(wrong).toEqual([])
	})

	it('tell the rule from the verification of @noble/ed25519, which is cofactored', () => {
		hashes.sha512 ??= sha512
		const accepted = CASES.filter((one) => {
			const [publicKey, signature] = [bytesOf(one.publicKey), bytesOf(one.signature)]
			return publicKey.length === 32 && signature.length === 64 && verify(signature, messageOf(one), publicKey) && !one.valid
		})
		const reasons = new Set(accepted.map(({ reason }) => reason))
		expect(reasons).toEqual(
			new Set([
				'only the cofactored equation holds',
				'A is of small order',
				'R is of small order',
				'A is not canonical',
				'R is not canonical',
			]),
		)
	})
})

describe.each(BACKENDS)('SPEC 4.3 on $name', (backend) => {
	it('gives the verdict of every case', async (context) => {
		const opened = await openOrSkip(context, backend)
		const wrong: SignatureCase[] = []
		for (const one of CASES) {
			const verdict = await verifySignature(opened, bytesOf(one.publicKey), messageOf(one), bytesOf(one.signature))
			if (verdict !== one.valid) wrong.push(one)
		}
		expect(wrong).toEqual([])
		expect(CASES).toHaveLength(329)
	})

	it('gives the same verdicts when many are asked for at once', async (context) => {
		const opened = await openOrSkip(context, backend)
		const verdicts = await Promise.all(
			CASES.map((one) => verifySignature(opened, bytesOf(one.publicKey), messageOf(one), bytesOf(one.signature))),
		)
		expect(verdicts).toEqual(CASES.map(({ valid }) => valid))
	})
})
