import { writeFileSync } from 'node:fs'
import { deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { blobsSection, varint, writeBundle } from '../../src/bundle/container.js'
import { concatBytes, toHex } from '../../src/bytes.js'
import { sha256 } from '../../src/crypto/hash.js'
import type { Post } from '../../src/message/types.js'
import { signatureIn } from '../support/message-bytes.js'
import type { AnyJson, Run } from './harness.js'
import { bench, oneValue } from './harness.js'
import { alone, bundle, identity, posts } from './messages.js'

const b = bench()

async function threeParts(): Promise<readonly [readonly Post[], readonly Post[], readonly Post[]]> {
	const made = await posts(await identity(3), 90)
	return [made.slice(0, 30), made.slice(30, 60), made.slice(60)]
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
	const changed = bytes.slice()
	changed[at] = (changed[at] ?? 0) ^ 0x10
	return changed
}

/** A bundle with one messages section whose first stream inflates to much more than anybody wants. */
function bomb(declared: number, inflated: number): Uint8Array {
	const packed = deflateRawSync(new Uint8Array(inflated), { level: 9 })
	const stream = concatBytes(varint(2 * packed.length + 1), varint(declared), packed)
	const body = concatBytes(Uint8Array.of(0), varint(1), stream)
	return writeBundle([{ type: 1, body, content: [body] }])
}

/** A bundle with an attachment whose bytes are others than its hash says. */
function unfitting(): Uint8Array {
	return writeBundle([blobsSection([{ hash: 'ab'.repeat(32), bytes: new Uint8Array(10) }])])
}

/** Imports bytes into a fresh home, and returns the report and the ids that are held then. */
async function imported(bytes: Uint8Array): Promise<{ readonly run: Run; readonly report: AnyJson; readonly messages: number }> {
	const anna = await b.person(`home-${toHex(sha256(bytes)).slice(0, 12)}`)
	const file = b.path('file')
	writeFileSync(file, bytes)
	const run = await anna.run(['import', file, '--json'])
	return { run, report: oneValue(run).files[0], messages: (await anna.json('whoami')).messages }
}

describe('import of a file that is damaged', () => {
	test('keeps what stands before and after the damage, and says what it was', async () => {
		const [one, two, three] = await threeParts()
		const [first, last] = [bundle(one), bundle(three)]
		const middle = bundle(two)
		const cases: readonly [string, Uint8Array, RegExp][] = [
			['a bit in the middle', flipped(middle, middle.length >> 1), /^bundle-|^signature-invalid$|^cbor-|^field-/],
			['garbage', new TextEncoder().encode('Mit freundlichen Grüßen, dein Virenscanner. '.repeat(20)), /^bundle-magic$/],
			['a bundle cut short', middle.subarray(0, middle.length - 40), /^bundle-/],
			['another version', flipped(middle, 3), /^bundle-version$/],
			['a bomb that declares what it does', bomb(200_000_000, 200_000_000), /^bundle-/],
			['a bomb that lies about its size', bomb(100, 50_000_000), /^bundle-/],
			['a size beyond reason', bomb(2 ** 50, 1000), /^bundle-/],
		]
		for (const [name, bad, code] of cases) {
			const { run, report, messages } = await imported(concatBytes(first, bad, last))
			expect([name, run.code]).toEqual([name, 1])
			expect(report.counts.added, name).toBeGreaterThanOrEqual(60)
			expect(messages, name).toBe(report.counts.added)
			expect(report.problems.length, name).toBeGreaterThan(0)
			for (const { error } of report.problems) {
				expect(error.code, name).toMatch(code)
				expect(error.message.length, name).toBeGreaterThan(20)
			}
		}
	})

	test('cut off anywhere, keeps all bundles before the cut', async () => {
		const [one, two] = await threeParts()
		const first = bundle(one)
		const whole = concatBytes(first, bundle(two))
		for (const share of [0.1, 0.35, 0.65, 0.99]) {
			const { run, report, messages } = await imported(whole.subarray(0, first.length + Math.floor((whole.length - first.length) * share)))
			expect(run.code).toBe(1)
			expect(messages).toBeGreaterThanOrEqual(30)
			expect(report.problems[0].error.code).toMatch(/^bundle-/)
		}
		const { run, messages } = await imported(first)
		expect([run.code, run.stderr, messages]).toEqual([0, '', 30])
	})

	test('rejects a message whose signature is false and keeps the others', async () => {
		const [one] = await threeParts()
		const forged = one.map((post, index) => (index === 7 ? { ...post, signature: flipped(signatureIn(post), 3) } : post))
		const { run, report, messages } = await imported(bundle(forged))
		expect([run.code, messages]).toEqual([1, 29])
		expect(report.counts).toMatchObject({ added: 29, rejected: 1 })
		expect(report.problems).toMatchObject([
			{ what: 'message', outcome: 'rejected', id: one[7]?.id, error: { code: 'signature-invalid', stage: 'signature' } },
		])
	})

	test('tells people in sentences, at most twenty of them', async () => {
		const anna = await b.person('anna')
		const made = await posts(await identity(3), 25)
		writeFileSync(b.path('file'), bundle(made.map((post) => ({ ...post, signature: flipped(signatureIn(post), 3) }))))
		const run = await anna.run(['import', b.path('file')])
		expect(run.code).toBe(1)
		expect(run.stdout).toContain('  messages: 25 rejected\n')
		expect(run.stdout.match(/^ {2}message \d+ #[0-9a-f]{8} rejected: /gm)).toHaveLength(20)
		expect(run.stdout).toContain('\n  and 5 more problems; --json tells up to 1000\n')
	})

	test('tells programs the first thousand problems, and how many more there are', async () => {
		const anna = await b.person('anna')
		const made = await posts(await identity(3), 1005)
		writeFileSync(b.path('file'), bundle(made.map((post) => ({ ...post, signature: flipped(signatureIn(post), 3) }))))
		const run = await anna.run(['import', b.path('file'), '--json'])
		const [{ problems, leftOut, counts }] = oneValue(run).files
		expect([run.code, problems.length, leftOut, counts.rejected]).toEqual([1, 1000, { problems: 5 }, 1005])
		expect(problems[999]).toMatchObject({ what: 'message', index: 999, outcome: 'rejected' })
	})

	test('of nothing, of noise, and of one broken message', async () => {
		const [one] = await threeParts()
		const noise = Uint8Array.from({ length: 100_000 }, (_, index) => (index * index * 7 + (index >> 3)) & 0xff)
		const single = flipped(alone(one[0] as Post), 40)
		for (const bytes of [new Uint8Array(0), noise, single, new Uint8Array(3_000_000)]) {
			const { run, report, messages } = await imported(bytes)
			expect([run.code, messages, report.counts.added]).toEqual([1, 0, 0])
			expect(report.problems.length).toBeGreaterThan(0)
		}
	})

	test('refuses attachments whose bytes are not what they claim, and keeps the messages', async () => {
		const [one] = await threeParts()
		const { run, report, messages } = await imported(concatBytes(bundle(one), unfitting()))
		expect([run.code, messages]).toEqual([1, 30])
		expect(report.problems).toMatchObject([{ what: 'attachment', outcome: 'rejected', error: { code: 'blob-hash' } }])
	})
})
