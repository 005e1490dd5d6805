/** What every store does with single messages, attachments, local values and wrong arguments. */
import { encodeUtf8 } from '../bytes.js'
import { sha256Hex } from '../crypto/hash.js'
import { LIMITS } from '../limits.js'
import { attachmentOf } from '../message/attachments.js'
import type { LocalKeysOptions, Store, StoreBatch, StoreQuery } from '../store/types.js'
import { file, person } from './cast.js'
import type { StoreCase } from './store-place.js'
import { idsOf } from './store-place.js'
import { check, rejects, same } from './suite.js'

const NOBODY = '00'.repeat(32)

/** Every method with arguments that are right, for when it is closed. */
const CALLS: Readonly<Record<string, (store: Store) => Promise<unknown>>> = {
	ingest: (store) => store.ingest({ messages: [] }),
	get: (store) => store.get([NOBODY]),
	proofs: (store) => store.proofs([NOBODY]),
	list: (store) => store.list({ by: 'arrival' }),
	ids: (store) => store.ids(0, 1),
	idsWithPrefix: (store) => store.idsWithPrefix('00', 1),
	logs: (store) => store.logs(),
	search: (store) => store.search({ words: 'bread' }),
	blob: (store) => store.blob(NOBODY),
	local: (store) => store.local('key'),
	localKeys: (store) => store.localKeys(''),
	setLocal: (store) => store.setLocal('key', new Uint8Array(1)),
	stats: (store) => store.stats(),
}

/** Calls whose arguments no type would allow, or no bound. */
const WRONG: Readonly<Record<string, (store: Store) => Promise<unknown>>> = {
	'an id in upper case': (store) => store.get(['AB'.repeat(32)]),
	'an id that is too short': (store) => store.get(['ab']),
	'an id of a proof that is none': (store) => store.proofs(['ab']),
	'an author that is none': (store) => store.logs('anna'),
	'a hash that is none': (store) => store.blob(''),
	'a query by nothing': (store) => store.list({ by: 'nothing' } as unknown as StoreQuery),
	'a thread that is none': (store) => store.list({ by: 'thread', thread: 'x' }),
	'a negative arrival': (store) => store.list({ by: 'arrival', after: -1 }),
	'a kind that is no number': (store) => store.list({ by: 'time', kind: 'post' as unknown as number }),
	'a log that is no whole number': (store) => store.list({ by: 'author', author: NOBODY, log: 1.5 }),
	'an arrival of ids that is no number': (store) => store.ids('first' as unknown as number, 1),
	'a limit of 0 ids': (store) => store.ids(0, 0),
	'a limit of 0': (store) => store.list({ by: 'arrival' }, { limit: 0 }),
	'a limit above 10,000': (store) => store.list({ by: 'arrival' }, { limit: 10_001 }),
	'a cursor that no query gave': (store) => store.list({ by: 'arrival' }, { cursor: 'next, please' }),
	'a prefix that is not hex': (store) => store.idsWithPrefix('xy', 1),
	'an empty prefix': (store) => store.idsWithPrefix('', 1),
	'a limit of ids above 100': (store) => store.idsWithPrefix('ab', 101),
	'words without end': (store) => store.search({ words: 'a'.repeat(1001) }),
	'a search for too much': (store) => store.search({ words: 'a', limit: 1001 }),
	'a local key that is empty': (store) => store.local(''),
	'a local key of 201 bytes': (store) => store.setLocal('å'.repeat(101), new Uint8Array(1)),
	'a local value above 1 MiB': (store) => store.setLocal('key', new Uint8Array(1_048_577)),
	'a local value that is no bytes': (store) => store.setLocal('key', 'text' as unknown as Uint8Array),
	'a prefix of local keys of 201 bytes': (store) => store.localKeys('å'.repeat(101)),
	'a prefix of local keys that is no text': (store) => store.localKeys(7 as unknown as string),
	'a limit of local keys above 10,000': (store) => store.localKeys('', { limit: 10_001 }),
	'local keys after none': (store) => store.localKeys('', { after: '' }),
	'messages that are no array': (store) => store.ingest({ messages: 'all' } as unknown as StoreBatch),
	'an attachment without a hash': (store) => store.ingest({ messages: [], blobs: [{ hash: 'x', bytes: new Uint8Array(1) }] }),
}

export const BASIC_CASES: readonly StoreCase[] = [
	{
		name: 'an empty store is empty',
		async run({ store }) {
			same(await store.stats(), { messages: 0, blobs: 0, bytes: 0, people: 0 }, 'stats')
			same(await store.list({ by: 'arrival' }), { messages: [] }, 'list')
			same(await store.get([NOBODY]), [undefined], 'get')
			same(await store.proofs([NOBODY]), [undefined], 'proofs')
			same(await store.logs(), [], 'logs')
			same(await store.blob(NOBODY), undefined, 'blob')
			same(await store.local('key'), undefined, 'local')
			same(await store.ingest({ messages: [] }), { written: true, messages: [], blobs: [], erased: [] }, 'an empty batch')
		},
	},
	{
		name: 'gives back the bytes that it was given',
		async run({ store }) {
			const anna = await person(0)
			const post = await anna.post({ text: 'Bread at noon.', time: 5 })
			same((await store.ingest({ messages: [post] })).messages, ['added'], 'outcomes')
			const [held] = await store.get([post.id])
			same([held?.payload, held?.signature], [post.payload, post.signature], 'payload and signature')
			same(await store.stats(), { messages: 1, blobs: 0, bytes: post.payload.length + 64, people: 0 }, 'stats')
		},
	},
	{
		name: 'is not changed through bytes that it took or gave',
		async run({ store }) {
			const anna = await person(0)
			const { attachment, blob } = file('a picture')
			const post = await anna.post({ text: 'Look.', attachments: [attachment] })
			const [payload, bytes] = [post.payload.slice(), blob.bytes.slice()]
			const value = Uint8Array.of(1, 2, 3)
			await store.ingest({ messages: [post], blobs: [blob] })
			await store.setLocal('key', value)
			const spoil = async (): Promise<void> => {
				const [held] = await store.get([post.id])
				for (const one of [held?.payload, held?.signature, await store.blob(blob.hash), await store.local('key')]) one?.fill(0)
			}
			post.payload.fill(0)
			blob.bytes.fill(0)
			value.fill(0)
			await spoil()
			const [held] = await store.get([post.id])
			same([held?.payload, await store.blob(blob.hash), await store.local('key')], [payload, bytes, Uint8Array.of(1, 2, 3)], 'bytes')
		},
	},
	{
		name: 'knows duplicates, also within a batch, and adds the rest',
		async run({ store }) {
			const anna = await person(0)
			const a = await anna.post({ text: 'a' })
			const b = await anna.post({ text: 'b' })
			const c = await anna.post({ text: 'c' })
			same((await store.ingest({ messages: [a, b, a] })).messages, ['added', 'added', 'duplicate'], 'the first batch')
			same((await store.ingest({ messages: [b, c, b, c] })).messages, ['duplicate', 'added', 'duplicate', 'duplicate'], 'the second batch')
			same(idsOf((await store.list({ by: 'arrival' })).messages), [a.id, b.id, c.id], 'what is held')
			same((await store.stats()).messages, 3, 'messages in stats')
		},
	},
	{
		name: 'holds messages of any size and kind',
		async run({ store }) {
			const anna = await person(0)
			const sources = Array.from({ length: 7 }, (_, i) => ({ uri: `https://example.org/${i}/${'x'.repeat(2000)}` }))
			const messages = [
				await anna.post({ text: 'å'.repeat(LIMITS.text / 2), sources }),
				await anna.post({ text: 'x', seq: LIMITS.integer, log: LIMITS.integer, time: LIMITS.integer, space: 'å'.repeat(LIMITS.space / 2) }),
				await anna.checkpoint({ size: 2, head: 'ab'.repeat(32) }),
				await anna.other({ kind: 255, fields: new Map([[130, 'å']]), time: 0 }),
				await anna.profile({ name: 'Anna' }),
			]
			check((messages[0]?.payload.length ?? 0) > 30_000, 'The suite should make a large message.')
			same(
				(await store.ingest({ messages })).messages,
				messages.map(() => 'added'),
				'outcomes',
			)
			same(
				(await store.get(idsOf(messages))).map((held) => held?.payload),
				messages.map(({ payload }) => payload),
				'payloads',
			)
			same(
				await store.logs(),
				[
					{ author: anna.author, log: 0, held: 4, lastSeq: 4 },
					{ author: anna.author, log: LIMITS.integer, held: 1, lastSeq: LIMITS.integer },
				],
				'logs',
			)
			same(idsOf((await store.list({ by: 'time', kind: 1 })).messages), [messages[1]?.id, messages[0]?.id], 'posts by time')
		},
	},
	{
		name: 'keeps attachments that a message cites, and no others',
		async run({ store }) {
			const anna = await person(0)
			const [picture, map] = [file('a picture'), file('a map')]
			const post = await anna.post({ text: 'Look.', attachments: [picture.attachment] })
			same((await store.ingest({ messages: [], blobs: [picture.blob] })).blobs, ['declined'], 'before the message')
			same(
				(await store.ingest({ messages: [post], blobs: [picture.blob, map.blob, picture.blob] })).blobs,
				['added', 'declined', 'duplicate'],
				'with it',
			)
			same((await store.ingest({ messages: [], blobs: [picture.blob] })).blobs, ['duplicate'], 'after it')
			same([await store.blob(picture.blob.hash), await store.blob(map.blob.hash)], [picture.blob.bytes, undefined], 'attachments')
			const size = post.payload.length + 64 + picture.blob.bytes.length
			same(await store.stats(), { messages: 1, blobs: 1, bytes: size, people: 0 }, 'stats')
		},
	},
	{
		name: 'keeps attachments from 0 bytes to the limit',
		async run({ store }) {
			const anna = await person(0)
			const blobs = [new Uint8Array(0), new Uint8Array(LIMITS.blob).fill(7)].map((bytes) => ({ hash: sha256Hex(bytes), bytes }))
			const attachments = blobs.map(({ bytes }) => attachmentOf(bytes, { type: 'image/png' }))
			const post = await anna.post({ attachments })
			same((await store.ingest({ messages: [post], blobs })).blobs, ['added', 'added'], 'outcomes')
			for (const { hash, bytes } of blobs)
				same(sha256Hex((await store.blob(hash)) ?? Uint8Array.of(1)), hash, `the hash of ${bytes.length} bytes`)
			same((await store.stats()).blobs, 2, 'attachments in stats')
		},
	},
	{
		name: 'keeps local values apart from messages',
		async run({ store }) {
			const large = new Uint8Array(1_048_576).fill(9)
			await store.setLocal('a', Uint8Array.of(1))
			await store.setLocal('ab', new Uint8Array(0))
			await store.setLocal('å'.repeat(100), large)
			same(
				[await store.local('a'), await store.local('ab'), await store.local('b')],
				[Uint8Array.of(1), new Uint8Array(0), undefined],
				'values',
			)
			same(sha256Hex((await store.local('å'.repeat(100))) ?? new Uint8Array(0)), sha256Hex(large), 'the hash of a large value')
			await store.setLocal('a', encodeUtf8('new'))
			await store.setLocal('ab', undefined)
			await store.setLocal('never set', undefined)
			same([await store.local('a'), await store.local('ab')], [encodeUtf8('new'), undefined], 'changed values')
			same(await store.stats(), { messages: 0, blobs: 0, bytes: 0, people: 0 }, 'stats')
		},
	},
	{
		name: 'lists local keys by their beginning',
		async run({ store }) {
			same(await store.localKeys(''), [], 'keys of an empty store')
			const keys = ['a', 'a/1', 'a/10', 'a/2', 'a/å', 'a/\u{10FFFF}', 'a/\u{10FFFF}x', 'a0', 'b', 'Ö', 'ö', '\uFFFD', '😀']
			for (const [i, key] of [...keys].reverse().entries()) await store.setLocal(key, Uint8Array.of(i))
			const listed = async (prefix: string, options?: LocalKeysOptions): Promise<readonly string[]> => store.localKeys(prefix, options)
			// 😀 has the greatest bytes, but not the greatest code units.
			same(
				await listed(''),
				['a', 'a/1', 'a/10', 'a/2', 'a/å', 'a/\u{10FFFF}', 'a/\u{10FFFF}x', 'a0', 'b', 'Ö', 'ö', '\uFFFD', '😀'],
				'all',
			)
			same(await listed('a/'), ['a/1', 'a/10', 'a/2', 'a/å', 'a/\u{10FFFF}', 'a/\u{10FFFF}x'], 'keys below a/')
			same(await listed('a/', { limit: 2 }), ['a/1', 'a/10'], 'the first two')
			same(await listed('a/', { limit: 2, after: 'a/10' }), ['a/2', 'a/å'], 'the next two')
			same(await listed('a/', { after: 'a' }), await listed('a/'), 'after a key before all of them')
			same(await listed('a/', { after: 'b' }), [], 'after a key behind all of them')
			same([await listed('ö'), await listed('o'), await listed('😀')], [['ö'], [], ['😀']], 'single keys')
			await store.setLocal('a/10', undefined)
			same(await listed('a/1'), ['a/1'], 'without the one that was removed')
		},
	},
	{
		name: 'finds ids by their first digits',
		async run({ store }) {
			const anna = await person(0)
			const messages = await Promise.all(Array.from({ length: 40 }, (_, i) => anna.post({ text: `${i}` })))
			await store.ingest({ messages })
			const ids = [...idsOf(messages)].sort()
			for (const prefix of ['0', '7', 'f', (ids[9] as string).slice(0, 3), ids[39] as string, 'f'.repeat(64), '0'.repeat(64)]) {
				same(
					await store.idsWithPrefix(prefix, 100),
					ids.filter((id) => id.startsWith(prefix)),
					`ids that begin with ${prefix}`,
				)
			}
			const often = Array.from('0123456789abcdef', (digit) => ids.filter((id) => id.startsWith(digit))).sort(
				(a, b) => b.length - a.length,
			)[0] as string[]
			same(await store.idsWithPrefix((often[0] as string).slice(0, 1), 2), often.slice(0, 2), 'the first two')
			const bertil = await person(1)
			const [aim, root, gone] = ['ab', 'cd', 'ef'].map((two) => two.repeat(32)) as [string, string, string]
			const endorsed = await bertil.endorse({ target: aim, root, stance: 'confirm' })
			const vouched = await bertil.vouch({ subject: anna.author, stance: 'vouch' })
			await store.ingest({ messages: [endorsed, vouched, await bertil.retract({ targets: [{ target: gone, seq: 9 }] })] })
			for (const id of [aim, root, gone]) same(await store.idsWithPrefix(id, 100), [id], 'an id that is only named')
			same(await store.idsWithPrefix(anna.author, 100), [], 'the key of an author')
		},
	},
	{
		name: 'refuses wrong arguments',
		async run({ store }) {
			for (const [what, call] of Object.entries(WRONG)) await rejects(() => call(store), 'argument-invalid', what)
			same(await store.stats(), { messages: 0, blobs: 0, bytes: 0, people: 0 }, 'stats afterwards')
		},
	},
	{
		name: 'finishes its work before it closes, and rejects afterwards',
		async run({ store }) {
			const anna = await person(0)
			const post = await anna.post({ text: 'Bread at noon.' })
			const [receipt] = await Promise.all([store.ingest({ messages: [post] }), store.close(), store.close()])
			same(receipt.messages, ['added'], 'what was under way')
			await store.close()
			for (const [name, call] of Object.entries(CALLS)) await rejects(() => call(store), 'closed', `${name} after close`)
		},
	},
]
