import { beforeAll, describe, expect, it } from 'vitest'
import { unpackBundle } from '../../src/bundle/unpack.js'
import { verifyItems } from '../../src/bundle/verify-items.js'
import { concatBytes, fromHex, joinBytes, toHex } from '../../src/bytes.js'
import { MerkleTree } from '../../src/checkpoint/merkle-tree.js'
import { sha256 } from '../../src/crypto/hash.js'
import { encodeCbor } from '../../src/encoding/cbor.js'
import { createMessage } from '../../src/message/create.js'
import type { Checkpoint, Signed } from '../../src/message/types.js'
import { testSigner } from '../support/signers.js'
import type { Part } from './support.js'
import { bundleOf, bytesOf, codeOf, messagesSection } from './support.js'

/** Messages that travel whole, each proven by a tree or by its signature: the shortest form in which anything can be said. */
interface Whole {
	readonly payload: Uint8Array
	/** The number of a tree of its log; else it has a signature. */
	readonly way?: number
	readonly signature?: Uint8Array
}

interface Trees {
	readonly table: readonly Part[]
	readonly hashes?: readonly Uint8Array[]
	/** How many signatures are declared. */
	readonly signed?: number
}

/** A bundle of one section with the flags 1. */
function provenBundle(messages: readonly Whole[], { table, hashes = [], signed }: Trees): Uint8Array {
	const signatures = joinBytes(messages.flatMap(({ way, signature }) => (way === undefined ? [signature ?? new Uint8Array(64)] : [])))
	// A length below 8 is its own symbol; greater ones have extra bits, which all are 0 or counted here.
	const bits: number[] = []
	const symbols = messages.map(({ payload: { length } }) => {
		if (length < 8) return length
		let e = 1
		while (length >= 8 * 2 ** e) e++
		for (let i = 0; i < e; i++) bits.push((length >> i) & 1)
		return Math.floor(length / 2 ** e) + 4 * e
	})
	const bytes = new Uint8Array(Math.ceil(bits.length / 8))
	for (const [i, bit] of bits.entries()) bytes[i >> 3] = (bytes[i >> 3] as number) | (bit << (i & 7))
	const ways = Uint8Array.from(messages, ({ way = 0 }) => way)
	const structure = bytesOf(0, 0, 0, 0, 0, 1, 0, ...table, Uint8Array.from(symbols), ways)
	const section = messagesSection({
		flags: 1,
		count: messages.length,
		structure,
		bits: bytes,
		values: joinBytes(messages.map(({ payload }) => payload)),
		raw: joinBytes(hashes),
		signatures,
		signed: signed ?? signatures.length / 64,
	})
	return bundleOf(section)
}

const codes = async (bundle: Uint8Array): Promise<readonly string[]> =>
	(await verifyItems(unpackBundle(bundle).items)).map((outcome) => (outcome.ok ? 'ok' : outcome.error.code))
const whole = ({ payload, signature }: Signed): Whole => ({ payload, signature })
const bare = ({ payload }: Signed, way = 1): Whole => ({ payload, way })
const idOf = ({ id }: Signed): Uint8Array => fromHex(id) as Uint8Array

let posts: readonly Signed[] = []
let other: Signed
let checkpoint: Signed
async function checkpointOver(ids: readonly Uint8Array[], place: object = {}): Promise<Signed> {
	const head = toHex(new MerkleTree(ids).root())
	return createMessage(await testSigner(1), { kind: 'checkpoint', seq: 90, size: ids.length, head, ...place } as Parameters<
		typeof createMessage
	>[1])
}
beforeAll(async () => {
	const signer = await testSigner(1)
	posts = await Promise.all([1, 2, 3, 4].map((seq) => createMessage(signer, { kind: 'post', seq, text: `post ${seq}` })))
	other = await createMessage(await testSigner(2), { kind: 'post', seq: 2, text: 'not hers' })
	checkpoint = await checkpointOver(posts.map(idOf))
})

describe('[SPEC 7.14] what a tree does not prove', () => {
	it('begins with what it does', async () => {
		expect(await codes(provenBundle([...posts.map((post) => bare(post)), whole(checkpoint)], { table: [1, 4, 0] }))).toEqual(
			new Array(5).fill('ok'),
		)
		const alone = provenBundle([bare(posts[1] as Signed), whole(checkpoint)], {
			table: [1, 1, 2],
			hashes: [idOf(posts[0] as Signed), new MerkleTree(posts.map(idOf)).subtree(2, 2)],
		})
		expect(await codes(alone)).toEqual(['ok', 'ok'])
	})

	it('is what somebody else wrote, even where the author put its id into the tree', async () => {
		const [first, , third, fourth] = posts as [Signed, Signed, Signed, Signed]
		const over = await checkpointOver([first, other, third, fourth].map(idOf))
		const bundle = provenBundle([bare(first), bare(other), bare(third), bare(fourth), whole(over)], { table: [1, 4, 0] })
		expect(await codes(bundle)).toEqual(['unproven', 'unproven', 'unproven', 'unproven', 'ok'])
		// With its id as a hash, which says nothing, the author's own ones are proven.
		const honest = provenBundle([bare(first), whole(other), bare(third), bare(fourth), whole(over)], {
			table: [1, 4, 1],
			hashes: [idOf(other)],
		})
		expect(await codes(honest)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok'])
	})

	it('is a message in another place, of another log, or beyond its size', async () => {
		const [first, second, third, fourth] = posts as [Signed, Signed, Signed, Signed]
		for (const order of [
			[second, first, third, fourth],
			[first, second, fourth, third],
		]) {
			const over = await checkpointOver(order.map(idOf))
			expect((await codes(provenBundle([...posts.map((post) => bare(post)), whole(over)], { table: [1, 4, 0] }))).slice(0, 4)).toEqual(
				new Array(4).fill('unproven'),
			)
		}
		const elsewhere = await checkpointOver(posts.map(idOf), { log: 7 })
		expect((await codes(provenBundle([...posts.map((post) => bare(post)), whole(elsewhere)], { table: [1, 4, 0] }))).slice(0, 4)).toEqual(
			new Array(4).fill('unproven'),
		)
		const shorter = await checkpointOver(posts.slice(0, 3).map(idOf))
		expect(await codes(provenBundle([...posts.map((post) => bare(post)), whole(shorter)], { table: [1, 4, 0] }))).toEqual([
			'ok',
			'ok',
			'ok',
			'unproven',
			'ok',
		])
		// The same head with another size is another tree.
		const { head } = shorter as Signed<Checkpoint>
		const stretched = await checkpointOver(posts.map(idOf), { head })
		expect(
			(
				await codes(
					provenBundle([...posts.slice(0, 3).map((post) => bare(post)), whole(stretched)], { table: [1, 3, 1], hashes: [idOf(fourth)] }),
				)
			).slice(0, 3),
		).toEqual(new Array(3).fill('unproven'))
	})

	it('is anything by a node that is taken for an id, or an id for a node', async () => {
		const [first, second, third, fourth] = posts as [Signed, Signed, Signed, Signed]
		const right = new MerkleTree([third, fourth].map(idOf)).root()
		const three = await checkpointOver([idOf(first), idOf(second), right])
		// The tree of four ids with the size 3: its third leaf is the node over two.
		const bundle = provenBundle([bare(first), bare(second), bare(third), whole(three)], { table: [1, 3, 0] })
		expect((await codes(bundle)).slice(0, 3)).toEqual(new Array(3).fill('unproven'))
		const two = await checkpointOver([new MerkleTree([first, second].map(idOf)).root(), right])
		const [four] = await codes(provenBundle([bare(first), whole(two)], { table: [1, 1, 1], hashes: [idOf(second)] }))
		expect(four).toBe('unproven')
	})

	it('is anything without a good checkpoint that has its signature in the same section', async () => {
		const all = posts.map((post) => bare(post))
		const forged = { payload: checkpoint.payload, signature: (posts[0] as Signed).signature }
		expect(await codes(provenBundle([...all, forged], { table: [1, 4, 0] }))).toEqual([
			...new Array(4).fill('unproven'),
			'signature-invalid',
		])
		expect(await codes(provenBundle([...all, bare(checkpoint), whole(other)], { table: [1, 4, 0] }))).toEqual([
			...new Array(5).fill('unproven'),
			'ok',
		])
		for (const index of [0, 5, 2 ** 53 - 1])
			expect(await codes(provenBundle([...all, whole(checkpoint)], { table: [1, index, 0] }))).toEqual([
				...new Array(4).fill('unproven'),
				'ok',
			])
		// A post of hers, and a checkpoint with an unknown even key.
		const post = provenBundle([...all, whole(checkpoint), whole(posts[0] as Signed)], { table: [1, 5, 0] })
		expect((await codes(post)).slice(0, 4)).toEqual(new Array(4).fill('unproven'))
		const signer = await testSigner(1)
		const critical = await createMessage(signer, {
			kind: 'checkpoint',
			seq: 91,
			size: 4,
			head: (checkpoint as Signed<Checkpoint>).head,
			extra: new Map([[128, 1]]),
		})
		expect((await codes(provenBundle([...all, whole(critical)], { table: [1, 4, 0] }))).slice(0, 4)).toEqual(new Array(4).fill('unproven'))
	})

	it('is the second message of one place, nor what names a tree that is not there', async () => {
		const signer = await testSigner(1)
		const twin = await createMessage(signer, { kind: 'post', seq: 2, text: 'another second' })
		const messages = [...posts.map((post) => bare(post)), bare(twin), whole(checkpoint)]
		expect(await codes(provenBundle(messages, { table: [1, 5, 0] }))).toEqual(['ok', 'ok', 'ok', 'ok', 'unproven', 'ok'])
		const beyond = [bare(posts[0] as Signed, 2), ...posts.slice(1).map((post) => bare(post)), whole(checkpoint)]
		expect(await codes(provenBundle(beyond, { table: [1, 4, 1], hashes: [idOf(posts[0] as Signed)] }))).toEqual([
			'unproven',
			'ok',
			'ok',
			'ok',
			'ok',
		])
	})
})

describe('[SPEC 7.4, 7.14, 11.6] what would take much', () => {
	it('is bounded: a few bytes announce no more messages than they are', () => {
		const empty = messagesSection({
			flags: 1,
			count: 60_000,
			structure: new Uint8Array(120_010),
			deflated: ['structure'],
			signatures: new Uint8Array(0),
			signed: 0,
		})
		const { items, damage } = unpackBundle(bundleOf(empty))
		expect([items.length, damage?.code]).toEqual([0, 'bundle-too-large'])
		const more = messagesSection({ flags: 1, count: 3, structure: new Uint8Array(9), signatures: new Uint8Array(0), signed: 4 })
		expect(unpackBundle(bundleOf(more))).toMatchObject({ items: [], damage: { code: 'bundle-section' } })
		expect(unpackBundle(bundleOf(messagesSection({ flags: 2, count: 0 })))).toMatchObject({ items: [], damage: { code: 'bundle-section' } })
	})

	it('is refused: another number of signatures than of messages that have one', async () => {
		const all = posts.map((post) => bare(post))
		for (const signed of [0, 2, 5]) {
			const bundle = provenBundle([...all, whole(checkpoint)], { table: [Math.min(1, signed), ...(signed === 0 ? [] : [4, 0])], signed })
			expect(unpackBundle(bundle).damage?.code, `${signed}`).toBe('bundle-section')
			expect(await codes(bundle), `${signed}`).toEqual(new Array(5).fill('bundle-section'))
		}
	})

	it('is bounded: hashes without number, trees without number, sizes without end', async () => {
		const all = posts.map((post) => bare(post))
		for (const hashes of [1, 2 ** 32, 2 ** 53 - 1]) {
			expect(await codes(provenBundle([...all, whole(checkpoint)], { table: [1, 4, hashes] }))).toEqual([
				...new Array(4).fill('unproven'),
				'ok',
			])
		}
		const flood = provenBundle([...all, whole(checkpoint)], {
			table: [1, 4, 0],
			hashes: Array.from({ length: 100_000 }, (_, i) => sha256(Uint8Array.of(i, i >> 8))),
		})
		const flooded = unpackBundle(flood)
		expect(flooded.damage?.code).toBe('bundle-section')
		expect(flooded.items.every(({ ok }) => ok)).toBe(true)
		const tooMany = unpackBundle(provenBundle([...all, whole(checkpoint)], { table: [2, 4, 0, 4, 0] }))
		expect([tooMany.damage?.code, tooMany.items.map((item) => (item.ok ? 'ok' : item.error.code))]).toEqual([
			'bundle-too-large',
			new Array(5).fill('bundle-too-large'),
		])
		const huge = await createMessage(await testSigner(1), { kind: 'checkpoint', seq: 92, size: 2 ** 53 - 1, head: posts[0]?.id as string })
		expect(await codes(provenBundle([...all, whole(huge)], { table: [1, 4, 3], hashes: posts.slice(0, 3).map(idOf) }))).toEqual([
			...new Array(4).fill('unproven'),
			'ok',
		])
	})

	it('is bounded: thousands of checkpoints cost their own signatures, and the honest messages among them are delivered', () => {
		const checkpoints = Array.from({ length: 5000 }, (_, i) => ({
			payload: encodeCbor(
				new Map<number, number | Uint8Array>([
					[0, 7],
					[1, fromHex((posts[0] as Signed).author) as Uint8Array],
					[3, i + 5],
					[27, 4],
					[28, sha256(Uint8Array.of(i, i >> 8))],
				]),
			),
		}))
		const table = [5001, ...checkpoints.flatMap((_, i) => [i + 4, 0]), 5004, 0]
		const bundle = provenBundle([...posts.map((post) => bare(post, 255)), ...checkpoints, whole(checkpoint)], { table })
		const { items } = unpackBundle(bundle)
		expect(items.slice(0, 4).map((item) => (item.ok ? 'ok' : item.error.code))).toEqual(new Array(4).fill('unproven'))
		expect(items.slice(4).every(({ ok }) => ok)).toBe(true)
		const first = [5001, 5004, 0, ...checkpoints.flatMap((_, i) => [i + 4, 0])]
		expect(
			unpackBundle(provenBundle([...posts.map((post) => bare(post)), ...checkpoints, whole(checkpoint)], { table: first })).items.every(
				({ ok }) => ok,
			),
		).toBe(true)
	})

	it('costs no more than what was cut off', async () => {
		const bundle = provenBundle([...posts.map((post) => bare(post)), whole(checkpoint), whole(other)], { table: [1, 4, 0] })
		for (let length = 4; length < bundle.length; length += 7) {
			const cut = bundle.subarray(0, length)
			expect(codeOf(() => unpackBundle(cut))).toBe('none')
			expect(unpackBundle(cut).damage).toBeDefined()
			for (const outcome of await verifyItems(unpackBundle(cut).items))
				if (outcome.ok) expect([...posts, checkpoint, other].map(({ id }) => id)).toContain(outcome.message.id)
		}
		// Without the last signature and the hash, everything else is there.
		const most = unpackBundle(bundle.subarray(0, bundle.length - 9))
		expect([most.damage?.code, await codes(bundle.subarray(0, bundle.length - 9))]).toEqual([
			'bundle-truncated',
			['ok', 'ok', 'ok', 'ok', 'ok', 'bundle-truncated'],
		])
		expect(concatBytes(bundle).length).toBe(bundle.length)
	})
})
