import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { packBundle } from '../../src/bundle/pack.js'
import type { CheckpointProof, PackableMessage, ReadableItem, UnpackedItem } from '../../src/bundle/types.js'
import { unpackBundle } from '../../src/bundle/unpack.js'
import { verifyItems } from '../../src/bundle/verify-items.js'
import { copyBytes, fromHex, toHex } from '../../src/bytes.js'
import { MerkleTree } from '../../src/checkpoint/merkle-tree.js'
import { encodeSubtrees } from '../../src/checkpoint/subtrees.js'
import { createMessage } from '../../src/message/create.js'
import type { Checkpoint, Message, Signed } from '../../src/message/types.js'
import { testSigner } from '../support/signers.js'
import { codeOf, storedBundle, treeOf } from './support.js'

const RUNS = { seed: 7140, numRuns: 60 }

/** A log of a person: posts, and a checkpoint of all before it in some places. */
async function logOf(person: number, log: number, size: number, checkpointsAt: readonly number[]): Promise<readonly Signed[]> {
	const signer = await testSigner(person)
	const tree = new MerkleTree()
	const messages: Signed[] = []
	for (let seq = 1; seq <= size; seq++) {
		const place = { log, seq, time: 1_700_000_000 + 60 * seq + person }
		const message = checkpointsAt.includes(seq)
			? await createMessage(signer, { kind: 'checkpoint', ...place, size: seq - 1, head: toHex(tree.root()) })
			: await createMessage(signer, { kind: 'post', ...place, text: `message ${seq} of ${person} in log ${log}` })
		tree.append(fromHex(message.id) as Uint8Array)
		messages.push(message)
	}
	return messages
}

const bare = ({ payload }: Message): PackableMessage => ({ payload })
const readable = (items: readonly UnpackedItem[]): readonly ReadableItem[] => items.flatMap((item) => (item.ok ? [item] : []))
const unsigned = (items: readonly UnpackedItem[]): readonly ReadableItem[] =>
	readable(items).filter(({ unverified }) => unverified.signature === undefined)
const ids = (messages: readonly Message[]): readonly string[] => messages.map(({ id }) => id).sort()
const idsIn = (items: readonly UnpackedItem[]): readonly string[] => ids(readable(items).map(({ unverified }) => unverified))
const repacked = (items: readonly UnpackedItem[]): readonly PackableMessage[] =>
	readable(items).map(({ unverified, proof }) => (proof === undefined ? unverified : { payload: unverified.payload, proof }))

/** The same bundle with another text of the same length, and the hashes and signatures that it had. */
function changedText(bundle: Uint8Array, from: string, to: string): Uint8Array {
	const stored = storedBundle(bundle)
	const at = Buffer.from(stored).indexOf(from)
	expect(at).toBeGreaterThan(0)
	stored.set(Buffer.from(to), at)
	return stored
}

let anna: readonly Signed[] = []
let annaElsewhere: readonly Signed[] = []
let bo: readonly Signed[] = []
beforeAll(async () => {
	anna = await logOf(1, 0, 600, [256, 300, 600])
	annaElsewhere = await logOf(1, 7, 20, [20])
	bo = await logOf(2, 0, 40, [30])
})

describe('[SPEC 7.14] a bundle without signatures', () => {
	it('has a whole log and one signature', async () => {
		const bundle = packBundle({ messages: anna })
		const { items, damage } = unpackBundle(bundle)
		expect(damage).toBeUndefined()
		expect(idsIn(items)).toEqual(ids(anna))
		expect(unsigned(items)).toHaveLength(599)
		expect((await verifyItems(items)).every(({ ok }) => ok)).toBe(true)
		expect(bundle.length).toBeLessThan(packBundle({ messages: anna.slice(0, 599) }).length)
	})

	it('has those of several logs and authors, each by its own checkpoint, and the signatures of what is newer', async () => {
		const messages = [...anna.slice(0, 256), ...annaElsewhere, ...bo]
		const { items, damage } = unpackBundle(packBundle({ messages }))
		expect([damage, idsIn(items)]).toEqual([undefined, ids(messages)])
		const signed = readable(items).filter(({ unverified }) => unverified.signature !== undefined)
		expect(ids(signed.map(({ unverified }) => unverified))).toEqual(ids([anna[255], annaElsewhere[19], ...bo.slice(29)] as Message[]))
		expect((await verifyItems(items)).every(({ ok }) => ok)).toBe(true)
	})

	it('is the same for the same messages and proofs, in any order', () => {
		const whole = packBundle({ messages: anna })
		expect(toHex(packBundle({ messages: [...anna].reverse() }))).toBe(toHex(whole))
		expect(toHex(packBundle({ messages: repacked(unpackBundle(whole).items) }))).toBe(toHex(whole))
	})

	it('keeps signatures where a tree would take more bytes', () => {
		const { items } = unpackBundle(
			packBundle({
				messages: [anna[10], anna[400], anna[599]] as Message[],
				trees: [{ checkpoint: anna[599] as Message, tree: treeOf(anna) }],
			}),
		)
		expect(unsigned(items)).toEqual([])
		// Without a tree, nobody knows what lies between.
		expect(unsigned(unpackBundle(packBundle({ messages: anna.slice(100) })).items)).toEqual([])
	})

	it('has hashes for what is missing or retracted, and of a part of a log', async () => {
		const tree = treeOf(anna)
		for (const part of [anna.slice(300), anna.slice(0, 100), anna.filter((_, i) => i % 50 !== 3), anna.slice(200, 520)]) {
			const bundle = packBundle({ messages: part, trees: [{ checkpoint: anna[599] as Message, tree }] })
			const { items, damage } = unpackBundle(bundle)
			expect(damage).toBeUndefined()
			expect(idsIn(items)).toEqual(ids([...new Set([...part, anna[599] as Message])]))
			expect(unsigned(items).length).toBeGreaterThan(90)
			expect((await verifyItems(items)).every(({ ok }) => ok)).toBe(true)
			expect(bundle.length).toBeLessThan(packBundle({ messages: part }).length)
		}
	})

	it('of one message is made from what proved it, by one checkpoint or by several', async () => {
		const whole = unpackBundle(packBundle({ messages: anna })).items
		const early = unpackBundle(packBundle({ messages: anna.slice(0, 256) })).items
		for (const [from, at] of [
			[whole, 5],
			[whole, 255],
			[early, 0],
		] as const) {
			const item = readable(from).find(({ unverified }) => unverified.seq === at + 1) as ReadableItem
			const { items } = unpackBundle(packBundle({ messages: repacked([item]) }))
			expect(readable(items).map(({ unverified, proof }) => [unverified.seq, proof === undefined])).toEqual([
				[at + 1, false],
				[item.proof?.checkpoint.seq, true],
			])
			expect((await verifyItems(items)).every(({ ok }) => ok)).toBe(true)
		}
		const both = [
			...repacked(readable(early).filter(({ index }) => index < 5)),
			...repacked(readable(whole).filter(({ index }) => index > 500)),
		]
		const { items } = unpackBundle(packBundle({ messages: both }))
		expect(new Set(unsigned(items).map(({ proof }) => proof?.checkpoint.seq))).toEqual(new Set([256, 600]))
		expect((await verifyItems(items)).every(({ ok }) => ok)).toBe(true)
	})

	it('[property] proves exactly what was packed, whatever part, in whatever steps', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.nat(599), { maxLength: 30 }),
				fc.nat(599),
				fc.nat(599),
				fc.array(fc.nat(599)),
				async (some, a, b, again) => {
					const [from, to] = [Math.min(a, b), Math.max(a, b)]
					const part = [...new Set([...some.map((i) => anna[i] as Message), ...anna.slice(from, to), ...bo.slice(from % 40)])]
					const trees = [{ checkpoint: anna[599] as Message, tree: treeOf(anna) }]
					const first = unpackBundle(packBundle({ messages: part, trees }))
					expect(idsIn(first.items)).toEqual(expect.arrayContaining([...ids(part)]))
					const rest = readable(first.items).filter((_, i) => !again.includes(i))
					const second = unpackBundle(packBundle({ messages: repacked(rest) }))
					expect(second.damage).toBeUndefined()
					expect(idsIn(second.items)).toEqual(expect.arrayContaining([...idsIn(rest)]))
					const outcomes = await verifyItems(second.items)
					expect(outcomes.every(({ ok }) => ok)).toBe(true)
				},
			),
			RUNS,
		)
	})

	it('[property] with any bit flipped delivers nothing that was not packed', async () => {
		const known = new Set(ids([...anna, ...bo]))
		const bundle = packBundle({ messages: [...anna.slice(0, 300), ...bo] })
		await fc.assert(
			fc.asyncProperty(fc.nat(bundle.length * 8 - 1), async (bit) => {
				const changed = copyBytes(bundle)
				changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7))
				let items: readonly UnpackedItem[]
				try {
					items = unpackBundle(changed).items
				} catch (error) {
					expect(['bundle-magic', 'bundle-version']).toContain((error as { code: string }).code)
					return
				}
				for (const outcome of await verifyItems(items)) if (outcome.ok) expect(known).toContain(outcome.message.id)
			}),
			{ seed: 7141, numRuns: 400 },
		)
	})

	it('costs a block and no more when one payload was changed, and tells the ids of what it cannot prove', async () => {
		const { items } = unpackBundle(changedText(packBundle({ messages: anna }), 'message 299 of 1', 'message 2AA of 1'))
		const lost = items.filter(({ ok }) => !ok) as (UnpackedItem & { ok: false })[]
		expect(lost.map(({ error }) => error.code)).toEqual(new Array(256).fill('unproven'))
		const found = new Set(lost.map(({ id }) => id))
		const expected = anna.slice(256, 512).flatMap(({ id }, i) => (i + 256 === 298 ? [] : [id]))
		expect(expected.every((id) => found.has(id))).toBe(true)
		expect(idsIn(items)).toEqual(ids(anna.filter(({ id }) => !found.has(id) && id !== anna[298]?.id)))
	})
})

describe('[SPEC 7.14] packing without signatures', () => {
	it('takes no proof for another message in its place, and none of somebody else whose id is in the tree', async () => {
		const signer = await testSigner(1)
		const fork = await createMessage(signer, { kind: 'post', seq: 5, time: 0, text: 'another fifth message' })
		const [item] = readable(unpackBundle(packBundle({ messages: anna.slice(0, 256) })).items)
		expect(codeOf(() => packBundle({ messages: [{ payload: fork.payload, proof: item?.proof as CheckpointProof }] }))).toBe('unproven')
		const tree = treeOf([fork, bo[1] as Signed])
		const over = await createMessage(signer, { kind: 'checkpoint', seq: 3, size: 2, head: toHex(tree.root()) })
		const hashes = encodeSubtrees([0, 1].map((place) => ({ count: 1, hash: tree.subtree(place, 1) })))
		const proof = { checkpoint: over, hashes }
		expect(codeOf(() => packBundle({ messages: [{ payload: (bo[1] as Signed).payload, proof }] }))).toBe('unproven')
	})

	it('lets the checkpoint of one tree keep its signature where another tree has it as a leaf', async () => {
		const whole = readable(unpackBundle(packBundle({ messages: anna })).items)
		const early = readable(unpackBundle(packBundle({ messages: anna.slice(0, 256) })).items).filter(({ unverified }) => unverified.seq <= 5)
		const rest = whole.filter(({ unverified: { seq } }) => seq > 5 && seq !== 50)
		const { items, damage } = unpackBundle(packBundle({ messages: repacked([...early, ...rest]) }))
		expect([damage, items.length]).toEqual([undefined, 599])
		expect((await verifyItems(items)).every(({ ok }) => ok)).toBe(true)
		const signed = readable(items).flatMap(({ unverified }) => (unverified.signature === undefined ? [] : [unverified.seq]))
		expect(signed.sort((a, b) => a - b)).toEqual([256, 600])
	})

	it('[SPEC 7.4] keeps as many bytes as messages, however little these say', async () => {
		const signer = await testSigner(1)
		const same = await Promise.all(
			Array.from({ length: 900 }, (_, i) => createMessage(signer, { kind: 'post', seq: i + 1, time: 1_700_000_000 + i, text: 'a' })),
		)
		const over = await createMessage(signer, {
			kind: 'checkpoint',
			seq: 901,
			time: 1_700_000_900,
			size: 900,
			head: toHex(treeOf(same).root()),
		})
		const bundle = packBundle({ messages: [...same, over] })
		const { items, damage } = unpackBundle(bundle)
		expect([damage, readable(items).length, unsigned(items).length]).toEqual([undefined, 901, 900])
		expect(bundle.length).toBeLessThan(6 * 901)
	})

	it('[SPEC 7.14] gives the signatures of checkpoints that prove only each other, and what others say stays readable', async () => {
		const log = (await logOf(1, 5, 4, [2, 3, 4])) as readonly Signed[]
		const tree = treeOf(log)
		const proofOf = (at: number, by: number): PackableMessage => {
			const hashes = encodeSubtrees(Array.from({ length: by }, (_, i) => ({ count: 1, hash: tree.subtree(i, 1) })))
			return { payload: (log[at] as Signed).payload, proof: { checkpoint: log[by] as Signed, hashes } }
		}
		const bundle = packBundle({ messages: [proofOf(0, 1), proofOf(1, 2), proofOf(2, 3), bo[0] as Signed] })
		const { items, damage } = unpackBundle(bundle)
		expect(damage).toBeUndefined()
		expect(idsIn(items)).toEqual(expect.arrayContaining([...ids([...log.slice(0, 3), bo[0] as Signed])]))
		expect((await verifyItems(items)).every(({ ok }) => ok)).toBe(true)
	})

	it('[SPEC 11.6] keeps a large checkpoint once, for however many blocks it stands', async () => {
		const posts = (await logOf(1, 3, 2048, [])) as readonly Signed[]
		const signer = await testSigner(1)
		const head = toHex(treeOf(posts).root())
		const extra = new Map([[129, new Uint8Array(30_000)]])
		const over = await createMessage(signer, { kind: 'checkpoint', log: 3, seq: 2049, size: 2048, head, extra })
		const { items } = unpackBundle(packBundle({ messages: [...posts, over] }))
		const proofs = new Set(readable(items).flatMap(({ proof }) => proof ?? []))
		expect(new Set([...proofs].map(({ checkpoint }) => checkpoint)).size).toBe(1)
		expect(proofs.size).toBe(4)
		const bytes = [...proofs].reduce((sum, { hashes }) => sum + hashes.length, 0)
		// 512 ids of 32 bytes with their counts, and a few hashes beside them.
		expect(bytes).toBeLessThan(4 * 40 * (512 + 8))
	})

	it('refuses what nothing proves', () => {
		const [first, second] = anna as [Signed, Signed]
		expect(codeOf(() => packBundle({ messages: [bare(first)] }))).toBe('unproven')
		const [item] = readable(unpackBundle(packBundle({ messages: anna.slice(0, 256) })).items)
		const proof = item?.proof as CheckpointProof
		expect(codeOf(() => packBundle({ messages: [{ payload: first.payload, proof }] }))).toBe('none')
		expect(codeOf(() => packBundle({ messages: [{ payload: (anna[300] as Message).payload, proof }] }))).toBe('unproven')
		expect(codeOf(() => packBundle({ messages: [{ payload: (bo[0] as Message).payload, proof }] }))).toBe('unproven')
		const hashes = copyBytes(proof.hashes)
		hashes[hashes.length - 1] = (hashes.at(-1) as number) ^ 1
		expect(codeOf(() => packBundle({ messages: [{ payload: first.payload, proof: { ...proof, hashes } }] }))).toBe('unproven')
		expect(codeOf(() => packBundle({ messages: [first, second], trees: [{ checkpoint: second, tree: treeOf(anna) }] }))).toBe(
			'argument-invalid',
		)
		const wrong = { checkpoint: anna[599] as Checkpoint, tree: treeOf([...anna].reverse()) }
		expect(codeOf(() => packBundle({ messages: [first], trees: [wrong] }))).toBe('argument-invalid')
	})

	it('uses a signature where there is one, and no checkpoint that does not fit', async () => {
		const signer = await testSigner(1)
		const lie = await createMessage(signer, { kind: 'checkpoint', seq: 100, time: 0, size: 50, head: (anna[3] as Message).id })
		const { items } = unpackBundle(packBundle({ messages: [...anna.slice(0, 60), lie] }))
		expect(unsigned(items)).toEqual([])
		const fork = await createMessage(signer, { kind: 'post', seq: 5, time: 0, text: 'another fifth message' })
		const forked = unpackBundle(packBundle({ messages: [...anna.slice(0, 256), fork] }))
		expect(unsigned(forked.items)).toEqual([])
		const known = unpackBundle(
			packBundle({ messages: [...anna.slice(0, 256), fork], trees: [{ checkpoint: anna[255] as Message, tree: treeOf(anna) }] }),
		)
		expect(unsigned(known.items)).toHaveLength(255)
		expect(readable(known.items).find(({ unverified }) => unverified.id === fork.id)?.unverified.signature).toBeDefined()
	})
})
