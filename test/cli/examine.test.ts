import { writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { blobsSection, writeBundle } from '../../src/bundle/container.js'
import { concatBytes, toHex } from '../../src/bytes.js'
import { sha256 } from '../../src/crypto/hash.js'
import { createMessage, createPost, createPrivate } from '../../src/message/create.js'
import type { AnyJson } from './harness.js'
import { bench, NOW, oneValue, PROGRAM, runProcess } from './harness.js'
import { alone, bundle, identity, posts } from './messages.js'

const b = bench()

async function write(bytes: Uint8Array): Promise<string> {
	const file = b.path('file')
	writeFileSync(file, bytes)
	return file
}

describe('inspect', () => {
	test('shows every field of every message, unknown ones too, without a home', async () => {
		const author = await identity(4)
		const rich = await createPost(author, {
			log: 0,
			seq: 1,
			time: NOW,
			space: 'hagby',
			text: 'One\nTwo',
			lang: 'sv',
			topics: ['vatten'],
			sources: [{ uri: 'https://example.org', day: 20_000 }],
			attachments: [{ hash: 'ab'.repeat(32), size: 3, type: 'image/png', name: 'b.png' }],
			question: true,
			extra: new Map([[129, 'seen by an application']]),
		})
		const own = await createPrivate(author, {
			kind: 200,
			log: 0,
			seq: 2,
			fields: new Map<number, string | Uint8Array>([
				[14, 'text'],
				[130, Uint8Array.of(1, 2)],
			]),
		})
		const picture = new Uint8Array([1, 2, 3])
		const file = await write(bundle([rich, own], [{ hash: toHex(sha256(picture)), bytes: picture }]))
		const run = await b.run(['inspect', file])
		expect([run.code, run.stderr]).toEqual([0, ''])
		for (const line of [
			`file: ${file}`,
			/^bundle, at byte 0, \d+ bytes: 2 messages, 1 attachment$/m,
			/^ {2}message \d: valid$/m,
			`    id: ${rich.id}`,
			'    kind: 1 (post)',
			`    author: ${author.author}`,
			'    seq: 1',
			`    time: ${NOW} (2026-05-28 20:26 UTC)`,
			'    space: hagby',
			'    text:\n      │ One\n      │ Two',
			'    topics[0]: vatten',
			'    sources[0]:\n      uri: https://example.org\n      day: 20000 (2024-10-04)',
			`    attachments[0]:\n      hash: ${'ab'.repeat(32)}\n      size: 3\n      type: image/png\n      name: b.png`,
			'    question: true',
			'    private 129: seen by an application',
			'    kind: 200 (private)',
			'    without effect here: its kind or something in it is unknown to this version',
			'    private 130, critical: 0102',
			/^ {2}attachment 1 #[0-9a-f]{8}: valid, 3 bytes$/m,
			'2 messages, all valid',
		]) {
			if (typeof line === 'string') expect(run.stdout).toContain(line)
			else expect(run.stdout).toMatch(line)
		}
		const json = oneValue(await b.run(['inspect', file, '--json']))
		expect(json).toMatchObject({ file, messages: 2, valid: 2, invalid: 0 })
		expect(json.parts).toHaveLength(1)
		const found = json.parts[0].messages.find(({ message }: AnyJson) => message.id === rich.id)
		expect(found).toMatchObject({ valid: true, message: { kind: 'post', text: 'One\nTwo', fields: { 129: 'seen by an application' } } })
		const other = json.parts[0].messages.find(({ message }: AnyJson) => message.id === own.id)
		expect(other.message).toMatchObject({ kind: 200, fields: { 14: 'text', 130: { hex: '0102' } } })
		expect(json.parts[0].attachments).toEqual([{ valid: true, hash: toHex(sha256(picture)), size: 3 }])
	})

	test('names stances and other values', async () => {
		const author = await identity(4)
		const endorsement = await createMessage(author, {
			kind: 'endorsement',
			log: 0,
			seq: 1,
			target: 'ab'.repeat(32),
			stance: 'dispute',
			grounds: 'reproduced',
		})
		const run = await b.run(['inspect', await write(alone(endorsement))])
		expect(run.stdout).toContain('single message, at byte 0, ')
		expect(run.stdout).toContain('    stance: 2 (dispute)\n    grounds: 2 (reproduced)\n')
	})

	test('shows sequences with damage between, and says what is wrong', async () => {
		const made = await posts(await identity(4), 3)
		const forged = made.map((post, index) => (index === 1 ? { ...post, signature: new Uint8Array(64) } : post))
		const file = await write(concatBytes(bundle(forged), new TextEncoder().encode('some words in between'), bundle(made)))
		const run = await b.run(['inspect', file])
		expect(run.code).toBe(0)
		expect(run.stdout).toMatch(/^ {2}message \d: not valid: signature-invalid in stage signature$/m)
		expect(run.stdout).toMatch(/^bytes that are neither bundle nor message, at byte \d+, 21 bytes$/m)
		expect(run.stdout).toContain('6 messages, 5 valid, 1 not valid; 1 other fault\n')
		const json = oneValue(await b.run(['inspect', file, '--json']))
		expect(json.parts.map(({ type }: AnyJson) => type)).toEqual(['bundle', 'skipped', 'bundle'])
	})

	test('reads standard input, and refuses what holds nothing at all', async () => {
		const made = await posts(await identity(4), 1)
		const run = await b.run(['inspect', '-'], { input: bundle(made) })
		expect([run.code, run.stdout.split('\n')[0]]).toEqual([0, 'file: standard input'])
		expect((await b.run(['inspect', '-'], { input: 'words' })).code).toBe(1)
		expect((await b.run(['inspect', b.path('none')])).code).toBe(1)
		expect((await b.run(['inspect'])).code).toBe(2)
	})
})

describe('verify', () => {
	test('says of each message whether it is valid, and where not', async () => {
		const author = await identity(5)
		const made = await posts(author, 3)
		const forged = made.map((post, index) => (index === 1 ? { ...post, signature: new Uint8Array(64) } : post))
		const good = await b.run(['verify', await write(bundle(made))])
		expect([good.code, good.stdout]).toEqual([
			0,
			`${made.map(({ id }, index) => `${index + 1} ${id} valid\n`).join('')}3 messages, all valid\n`,
		])

		const bad = await b.run(['verify', await write(bundle(forged)), '--json'])
		expect(bad.code).toBe(1)
		const { results, ...sums } = oneValue(bad)
		expect(sums).toEqual({ file: b.path('file'), messages: 3, valid: 2, invalid: 1, faults: [] })
		expect(results.find(({ id }: AnyJson) => id === made[1]?.id)).toEqual({
			index: 1,
			offset: 0,
			valid: false,
			id: made[1]?.id,
			author: author.author,
			kind: 'post',
			error: { code: 'signature-invalid', stage: 'signature', message: expect.any(String) },
		})
		expect((await b.run(['verify', b.path('file')])).stdout).toMatch(/^2 [0-9a-f]{64} signature-invalid in stage signature$/m)
	})

	test('names code, stage and field of a single message that breaks a rule', async () => {
		const [post] = await posts(await identity(5), 1)
		if (post === undefined) throw new Error('no post')
		const cut = alone(post).slice(1)
		const run = await b.run(['verify', '-', '--json'], { input: cut })
		expect(run.code).toBe(1)
		expect(run.stdout).toMatch(/"code":"[a-z-]+"/)
		const forged = await b.run(['verify', '-', '--json'], { input: alone({ ...post, signature: new Uint8Array(64) }) })
		expect(oneValue(forged).results).toMatchObject([
			{ valid: false, id: post.id, error: { code: 'signature-invalid', stage: 'signature' } },
		])
	})

	test('tells of damage and of attachments that are not what they claim', async () => {
		const made = await posts(await identity(5), 2)
		const unfitting = writeBundle([blobsSection([{ hash: 'cd'.repeat(32), bytes: new Uint8Array(3) }])])
		const file = await write(concatBytes(bundle(made), unfitting, Uint8Array.of(1, 2, 3)))
		const run = await b.run(['verify', file, '--json'])
		expect(run.code).toBe(1)
		const { invalid, faults } = oneValue(run)
		expect(invalid).toBe(0)
		expect(faults.map(({ error }: AnyJson) => error.code)).toContain('blob-hash')
		expect(faults).toHaveLength(2)
		expect((await b.run(['verify', '-'], { input: '' })).code).toBe(1)
	})
})

describe('a small file that unfolds to much', () => {
	/** Of 173 bytes each, and with a text of 16 kB. */
	const BUNDLES = 4000
	const LITTLE = { NODE_OPTIONS: '--max-old-space-size=64' }

	const unfolding = async (): Promise<string> => {
		const one = bundle([await createPost(await identity(6), { log: 0, seq: 1, time: NOW, text: 'x'.repeat(16_384) })])
		expect(one.length).toBeLessThan(250)
		return write(concatBytes(...Array.from({ length: BUNDLES }, () => one)))
	}

	test('is shown to people while it is read', async () => {
		await unfolding()
		for (const command of ['inspect', 'verify']) {
			const script = `"$NODE" "${PROGRAM}" ${command} file | tail -n 1; echo "\${PIPESTATUS[0]}"`
			const run = await runProcess('/bin/bash', ['-c', script], b.folder, { env: { NODE: process.execPath, ...LITTLE } })
			expect([command, run.stdout, run.stderr]).toEqual([command, `${BUNDLES} messages, all valid\n0\n`, ''])
		}
	})

	test('is told to programs as far as is sensible, and how much is left out', async () => {
		const file = await unfolding()
		const run = await b.run(['inspect', file, '--json'], { env: LITTLE })
		const { parts, leftOut, ...sums } = oneValue(run)
		expect([run.code, sums]).toEqual([0, { file, messages: BUNDLES, valid: BUNDLES, invalid: 0 }])
		expect(parts.length).toBeGreaterThan(100)
		expect(run.bytes.length).toBeLessThan(20_000_000)
		expect(parts.length + leftOut.parts).toBe(BUNDLES)
		expect(parts.flatMap(({ messages }: AnyJson) => messages).length + leftOut.messages).toBe(BUNDLES)
	})

	test('is imported', async () => {
		const file = await unfolding()
		const anna = await b.person('anna')
		const run = await anna.run(['import', file, '--json'], { env: LITTLE })
		expect(oneValue(run).files).toMatchObject([{ counts: { added: 1, duplicate: BUNDLES - 1 }, problems: [] }])
	})
})

describe('messages that are lost for one reason', () => {
	test('are told of together', async () => {
		const damaged = bundle(await posts(await identity(7), 40))
		// In a compressed stream that all of them need.
		damaged[70] = (damaged[70] as number) ^ 0x10
		const file = await write(damaged)
		const json = oneValue(await b.run(['verify', file, '--json']))
		expect(json).toMatchObject({ messages: 40, valid: 0, invalid: 40 })
		expect(json.results).toMatchObject([{ index: 0, count: 40, valid: false, error: { code: 'bundle-inflate' } }])
		expect((await b.run(['verify', file])).stdout).toMatch(/^1-40 - bundle-inflate$/m)
		expect((await b.run(['inspect', file])).stdout).toMatch(/^ {2}messages 1 to 40: not valid: bundle-inflate$/m)
		const [part] = oneValue(await b.run(['inspect', file, '--json'])).parts
		expect(part.messages).toMatchObject([{ valid: false, count: 40 }])
	})
})
