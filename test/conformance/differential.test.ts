/**
 * Two implementations, one specification: the library and the one in Python, written from SPEC.md alone, give the same verdicts, codes and views. A few thousand cases each run;
 * `CONFORMANCE_CASES=100000 npx vitest run test/conformance` for more.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toHex } from '../../src/bytes.js'
import { decodeCbor } from '../../src/encoding/cbor.js'
import { BudkavleError } from '../../src/errors.js'
import type { Reader } from '../../src/merge/knowledge-types.js'
import { isRetractable, kindNumber } from '../../src/message/kinds.js'
import { threadsOf } from '../../src/message/thread.js'
import type { Message } from '../../src/message/types.js'
import { verifyMessage } from '../../src/message/verify.js'
import { heldArbitrary, NOW } from '../merge/histories.js'
import { heldDialogueArbitrary as heldDialogue, heldArbitrary as heldKnowledge, readerArbitrary } from '../merge/knowledge-histories.js'
import { aloneBytes } from '../support/message-bytes.js'
import { testSigner } from '../support/signers.js'
import type { KnowledgeCase } from '../vectors/knowledge-views.js'
import type { MergeCase } from '../vectors/views.js'
import { changed, changes, goodBundles, readHere } from './bundles.js'
import { encodings, messageBytes, messageCases } from './cases.js'
import { findPython, Python } from './python.js'
import { knowledgeViews, mergeViews } from './views.js'

type Theirs = MergeCase['views'] & Required<KnowledgeCase['views']>

const command = findPython()
const NO_PYTHON = 'there is no Python 3.11 here to run the second implementation'
/** Of encodings; of messages, which take longer, half as many. */
const CASES = Number(process.env.CONFORMANCE_CASES ?? 3000)
const HOURS = 14_400_000

let python: Python
beforeAll(() => {
	if (command !== undefined) python = new Python(command)
})
afterAll(() => python?.close())

async function decoded(bytes: Uint8Array): Promise<object> {
	try {
		decodeCbor(bytes)
		return { ok: true }
	} catch (error) {
		const { code, offset } = error as BudkavleError
		return { ok: false, code, offset }
	}
}

async function verified(bytes: Uint8Array): Promise<object> {
	try {
		const message = await verifyMessage(bytes)
		return {
			ok: true,
			id: message.id,
			thread: message.thread,
			threads: threadsOf(message),
			effect: typeof message.kind === 'string',
			retractable: isRetractable(kindNumber(message)),
		}
	} catch (error) {
		if (!(error instanceof BudkavleError)) throw error
		return { ok: false, stage: error.stage, code: error.code }
	}
}

/** Each of these words came up. */
function expectSeen(seen: Readonly<Record<string, number>>, words: readonly string[]): void {
	for (const word of words) expect(seen[word] ?? 0, word).toBeGreaterThan(0)
}

describe('the library and the implementation in Python', () => {
	it('[SPEC 2] decode the same bytes, and refuse the others for the same reason at the same place', { timeout: HOURS }, async (context) => {
		if (command === undefined) return context.skip(NO_PYTHON)
		const seen: Record<string, number> = {}
		await fc.assert(
			fc.asyncProperty(encodings, async (bytes) => {
				const { value, ...theirs } = await python.ask({ op: 'decode', bytes: toHex(bytes) })
				const ours = await decoded(bytes)
				expect(ours).toEqual(theirs)
				const word = String(theirs.code ?? 'ok')
				seen[word] = (seen[word] ?? 0) + 1
			}),
			{ seed: 2, numRuns: CASES },
		)
		// Every rule decided something.
		expect(Object.keys(seen).sort()).toEqual([
			'cbor-depth',
			'cbor-indefinite',
			'cbor-integer-range',
			'cbor-key-order',
			'cbor-key-type',
			'cbor-non-minimal',
			'cbor-text',
			'cbor-trailing',
			'cbor-truncated',
			'cbor-type',
			'cbor-utf8',
			'ok',
		])
	})

	it('[SPEC 4] verify the same messages, and refuse the others in the same stage for the same reason', {
		timeout: HOURS,
	}, async (context) => {
		if (command === undefined) return context.skip(NO_PYTHON)
		const signers = await Promise.all([0, 1, 2].map(testSigner))
		const seen: Record<string, number> = {}
		await fc.assert(
			fc.asyncProperty(messageCases, fc.constantFrom(...signers), async (one, signer) => {
				const bytes = await messageBytes(signer, one)
				const { fields, ...theirs } = await python.ask({ op: 'verify', message: toHex(bytes) })
				expect(await verified(bytes)).toEqual(theirs)
				const word = String(theirs.code ?? (theirs.effect === true ? 'effect' : 'no effect'))
				seen[word] = (seen[word] ?? 0) + 1
			}),
			{ seed: 4, numRuns: Math.ceil(CASES / 2) },
		)
		expectSeen(seen, [
			'effect',
			'no effect',
			'field-missing',
			'field-type',
			'field-size',
			'field-range',
			'field-default',
			'field-text',
			'field-order',
			'field-conflict',
			'signature-invalid',
		])
	})

	it('[SPEC 7, 7.14] read the same of the same bundles, however damaged', { timeout: HOURS }, async (context) => {
		if (command === undefined) return context.skip(NO_PYTHON)
		const bundles = await goodBundles()
		const seen: Record<string, number> = {}
		await fc.assert(
			fc.asyncProperty(fc.constantFrom(...bundles), changes, async (bundle, made) => {
				const bytes = changed(bundle, made)
				const theirs = await python.ask({ op: 'bundle', bytes: toHex(bytes) })
				const ours = (await readHere(bytes)) as { readonly code?: string; readonly messages?: readonly { readonly code?: string }[] }
				expect(ours).toEqual(theirs)
				for (const { code = 'ok' } of [{ code: ours.code ?? 'whole' }, ...(ours.messages ?? [])]) seen[code] = (seen[code] ?? 0) + 1
			}),
			{ seed: 714, numRuns: Math.ceil(CASES / 6) },
		)
		expectSeen(seen, [
			'ok',
			'whole',
			'unproven',
			'signature-invalid',
			'bundle-section',
			'bundle-truncated',
			'bundle-inflate',
			'bundle-hash',
			'bundle-reference',
		])
	})

	/** Everything that the other implementation says of a set. */
	async function theirViews(held: readonly Message[], now: number, reader: Reader): Promise<Theirs> {
		const messages = held.map((message) => toHex(aloneBytes(message)))
		return (await python.ask({ op: 'views', proven: true, now, messages, reader })) as Theirs
	}

	async function compareViews(held: readonly Message[], now: number, reader: Reader): Promise<void> {
		const { people, circle, corroborations, questions, open, inbox, completeness, ...merge } = await theirViews(held, now, reader)
		expect(await mergeViews(merge, held, now)).toEqual(merge)
		const knowledge = { people, circle, corroborations, questions, open, inbox, completeness }
		expect(await knowledgeViews(knowledge, held, reader, now)).toEqual(knowledge)
	}

	const times = fc.constantFrom(0, 10, NOW, 26, 2000)

	it('[SPEC 6] show the same of the same messages, whoever lies', { timeout: HOURS }, async (context) => {
		if (command === undefined) return context.skip(NO_PYTHON)
		await fc.assert(
			fc.asyncProperty(heldArbitrary, times, (held, now) => compareViews(held, now, { keys: [] })),
			{ seed: 6, numRuns: Math.ceil(CASES / 10) },
		)
	})

	it.for([
		['who say what of the same thing', heldKnowledge],
		['who ask and answer each other', heldDialogue],
	] as const)(
		'[SPEC 6.13, 6.14, 6.15, 6.16, 6.17, 6.18] show the same of people %s',
		{ timeout: HOURS },
		async ([, histories], context) => {
			if (command === undefined) return context.skip(NO_PYTHON)
			await fc.assert(
				fc.asyncProperty(histories, times, readerArbitrary, ([held], now, reader) => compareViews(held, now, reader)),
				{ seed: 613, numRuns: Math.ceil(CASES / 10) },
			)
		},
	)
})
