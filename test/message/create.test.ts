import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concatBytes, encodeUtf8, toHex } from '../../src/bytes.js'
import { sha256Hex } from '../../src/crypto/hash.js'
import type { Signer } from '../../src/crypto/signer.js'
import type { CborValue } from '../../src/encoding/value.js'
import type { ErrorCode } from '../../src/errors.js'
import { BudkavleError } from '../../src/errors.js'
import { attachmentOf } from '../../src/message/attachments.js'
import {
	createCheckpoint,
	createEndorsement,
	createMessage,
	createPost,
	createPrivate,
	createProfile,
	createReply,
	createRetraction,
	createVouch,
} from '../../src/message/create.js'
import type { Draft, PostDraft } from '../../src/message/drafts.js'
import { KEY } from '../../src/message/fields.js'
import { stubOf } from '../../src/message/stub.js'
import { stubThread, threadsOf } from '../../src/message/thread.js'
import type { Message } from '../../src/message/types.js'
import { verifyMessage } from '../../src/message/verify.js'
import { anyDraft, cborValue } from '../support/arbitraries.js'
import { aloneBytes } from '../support/message-bytes.js'
import { testSigner } from '../support/signers.js'
import { h } from './payloads.js'

const me = await testSigner(1)
const other = await testSigner(2)
const hex = (n: number): string => toHex(h(n))
const size = (message: Message): number => aloneBytes(message).length

/** Code and field of the error that creating ends in. */
async function refusal(draft: object, signer: Signer = me): Promise<readonly [ErrorCode, string | undefined]> {
	try {
		await createMessage(signer, draft as Draft)
	} catch (error) {
		if (error instanceof BudkavleError) return [error.code, error.field]
		throw error
	}
	throw new Error(`accepted: ${JSON.stringify(draft)}`)
}

const post = (draft: object): object => ({ kind: 'post', seq: 1, text: 'a', ...draft })

describe('createMessage', () => {
	it('makes what verifyMessage accepts, with the values of the draft', async () => {
		await fc.assert(
			fc.asyncProperty(anyDraft(), async (draft) => {
				const made = await createMessage(me, draft)
				expect(await verifyMessage(aloneBytes(made))).toStrictEqual(made)
				const { extra, fields, ...named } = draft as Draft & { extra?: Map<number, CborValue>; fields?: Map<number, CborValue> }
				const values = 'salt' in named && named.salt instanceof Uint8Array ? { ...named, salt: toHex(named.salt) } : named
				expect(made).toMatchObject({ ...values, author: me.author })
				for (const [key, value] of [...(extra ?? []), ...(fields ?? [])]) expect(made.fields.get(key)).toEqual(value)
			}),
			{ seed: 31, numRuns: 400 },
		)
	})

	it('makes the same message of the same draft, and leaves the draft alone', async () => {
		const draft = {
			seq: 1,
			text: 'a',
			topics: Object.freeze(['b', 'a']),
			extra: new Map([
				[131, 1],
				[129, 2],
			]),
		}
		const [one, two] = [await createPost(me, draft), await createPost(me, Object.freeze(draft))]
		expect(one).toStrictEqual(two)
		expect(draft.topics).toEqual(['b', 'a'])
		expect([...draft.extra.keys()]).toEqual([131, 129])
		expect([...one.fields.keys()]).toEqual([0, 1, 3, 14, 17, 129, 131])
	})

	it('keeps nothing of what it is given', async () => {
		const salt = h(5)
		const inner = [h(6)]
		const made = await createPost(me, { seq: 1, text: 'a', salt, extra: new Map([[129, inner]]) })
		const before = structuredClone({ ...made, fields: new Map(made.fields) })
		salt.fill(0)
		inner[0]?.fill(0)
		inner.length = 0
		expect({ ...made, fields: new Map(made.fields) }).toEqual(before)
	})

	it('has a function for each kind', async () => {
		const root = hex(1)
		const made: readonly Message[] = [
			await createPost(me, { seq: 1, text: 'a' }),
			await createReply(me, { seq: 1, text: 'a', root }),
			await createEndorsement(me, { seq: 1, target: root, stance: 'confirm' }),
			await createVouch(me, { seq: 1, subject: other.author, stance: 'vouch' }),
			await createRetraction(me, { seq: 1, targets: [{ target: root, seq: 1 }] }),
			await createProfile(me, { seq: 1, name: 'a' }),
			await createCheckpoint(me, { seq: 1, size: 1, head: root }),
			await createPrivate(me, { seq: 1, kind: 128, fields: new Map() }),
		]
		expect(made.map(({ kind }) => kind)).toEqual(['post', 'reply', 'endorsement', 'vouch', 'retraction', 'profile', 'checkpoint', 128])
	})
})

describe('[SPEC 3.3] defaults', () => {
	it('are left out, as are undefined, empty texts and empty arrays', async () => {
		const bare = await createPost(me, { seq: 1, text: 'a' })
		expect([...bare.fields.keys()]).toEqual([0, 1, 3, 14])
		const spelled: PostDraft = {
			seq: 1,
			log: 0,
			time: undefined,
			space: '',
			text: 'a',
			format: 'plain',
			lang: undefined,
			topics: [],
			sources: [],
			attachments: [],
			expires: undefined,
			question: false,
			salt: undefined,
			first: undefined,
			rev: 0,
			extra: new Map(),
		}
		expect(await createPost(me, spelled)).toStrictEqual(bare)
		expect(await createPost(me, { ...spelled, log: -0, rev: -0 })).toStrictEqual(bare)
		expect(await createPost(me, { seq: 1, text: 'a', time: -0 })).toStrictEqual(await createPost(me, { seq: 1, text: 'a', time: 0 }))
		const stub = { target: hex(1), seq: 1 }
		expect(await createRetraction(me, { seq: 1, targets: [{ ...stub, log: 0, topics: [], space: undefined }] })).toStrictEqual(
			await createRetraction(me, { seq: 1, targets: [stub] }),
		)
	})
})

describe('[SPEC 3.8] normalising', () => {
	it('texts to NFC, CR LF and CR to LF', async () => {
		const made = await createPost(me, { seq: 1, space: 'a\u030a', text: 'a\u030a\r\nb\rc\n\r\n' })
		expect(made).toMatchObject({ space: 'å', text: 'å\nb\nc\n\n' })
		expect(await createProfile(me, { seq: 1, name: 'e\u0301', about: 'e\u0301\r' })).toMatchObject({ name: 'é', about: 'é\n' })
		const attachments = [{ hash: hex(1), size: 1, type: 'a/b', name: 'o\u0308.txt' }]
		expect(await createPost(me, { seq: 1, attachments })).toMatchObject({ attachments: [{ name: 'ö.txt' }] })
		expect(
			await createRetraction(me, { seq: 1, targets: [{ target: hex(1), seq: 1, space: 'a\u030a', topics: ['A\u030a'] }] }),
		).toMatchObject({
			targets: [{ space: 'å', topics: ['å'] }],
		})
	})

	it('texts not to lower case', async () => {
		const draft = {
			seq: 1,
			space: 'Bö',
			text: 'ÅÄÖ',
			sources: [{ uri: 'A:B' }],
			attachments: [{ hash: hex(1), size: 1, type: 'A/B', name: 'C' }],
		}
		expect(await createPost(me, draft)).toMatchObject({
			space: 'Bö',
			text: 'ÅÄÖ',
			sources: [{ uri: 'A:B' }],
			attachments: [{ type: 'A/B', name: 'C' }],
		})
	})

	it('topics to NFC and lower case, sorted by their bytes, each once', async () => {
		const topics = ['Water', 'A\u030a', 'water', '🦊', '\uff5e', 'ÅB', 'WATER', 'å']
		expect(await createPost(me, { seq: 1, text: 'a', topics })).toMatchObject({ topics: ['water', 'å', 'åb', '\uff5e', '🦊'] })
		expect(encodeUtf8('\uff5e')[0]).toBeLessThan(encodeUtf8('🦊')[0] as number)
	})

	it('URIs not: others compare them byte by byte', async () => {
		const uri = 'https://example.org/A\u030a'
		expect(await createPost(me, { seq: 1, text: 'a', sources: [{ uri }] })).toMatchObject({ sources: [{ uri }] })
	})

	it('keys and stubs are sorted, each once', async () => {
		expect(await createProfile(me, { seq: 1, keys: [hex(2), hex(1), hex(2)] })).toMatchObject({ keys: [hex(1), hex(2)] })
		const targets = [
			{ target: hex(2), seq: 2 },
			{ target: hex(1), seq: 1 },
			{ target: hex(2), seq: 2 },
		]
		const made = await createRetraction(me, { seq: 1, targets })
		expect(made.targets.map(({ target }) => target)).toEqual([hex(1), hex(2)])
	})

	it('takes hex digits in both cases, and gives lower case', async () => {
		expect(await createReply(me, { seq: 1, text: 'a', root: 'AB'.repeat(32) })).toMatchObject({ root: 'ab'.repeat(32) })
	})
})

describe('[SPEC 5.3] private kinds and keys', () => {
	it('a private odd key keeps a post a post, an even one hides it', async () => {
		expect((await createPost(me, { seq: 1, text: 'a', extra: new Map([[129, 'x']]) })).kind).toBe('post')
		expect((await createPost(me, { seq: 1, text: 'a', extra: new Map([[128, 'x']]) })).kind).toBe(1)
	})

	it('private kinds have common fields by name, and all others by key', async () => {
		const fields = new Map<number, CborValue>([
			[255, 1],
			[KEY.root, h(1)],
			[KEY.topics, ['a', 'b']],
			[128, [new Map([[0, 'x']])]],
		])
		const made = await createPrivate(me, { kind: 130, seq: 2, log: 3, time: 4, space: 's', fields })
		expect(made).toMatchObject({ kind: 130, seq: 2, log: 3, time: 4, space: 's', thread: hex(1) })
		expect([...made.fields.keys()]).toEqual([0, 1, 2, 3, 4, 5, 6, 17, 128, 255])
	})

	it('refuses keys and kinds that are not private', async () => {
		for (const key of [0, 14, 29, 127, 256, -1, 1.5, Number.NaN]) {
			expect(await refusal(post({ extra: new Map([[key, 1]]) }))).toEqual(['argument-invalid', 'extra'])
		}
		for (const key of [0, 1, 2, 3, 4, 5, 29, 127, 256]) {
			expect(await refusal({ kind: 128, seq: 1, fields: new Map([[key, 1]]) })).toEqual(['argument-invalid', 'fields'])
		}
		for (const kind of [0, 1, 7, 8, 127, 256, 128.5, Number.NaN, -200, '128', 'Post', '__proto__', undefined, null, {}]) {
			expect(await refusal({ kind, seq: 1, fields: new Map() })).toEqual(['argument-invalid', 'kind'])
		}
		expect(await refusal(post({ extra: { 129: 1 } }))).toEqual(['argument-invalid', 'extra'])
		expect(await refusal(post({ extra: null }))).toEqual(['argument-invalid', 'extra'])
		expect(await refusal({ kind: 128, seq: 1, fields: [[129, 1]] })).toEqual(['argument-invalid', 'fields'])
		expect(await refusal({ kind: 128, seq: 1, fields: new Map([[KEY.root, h(1).subarray(1)]]) })).toEqual(['field-size', 'root'])
	})

	it('refuses private values that cannot be encoded', async () => {
		for (const value of [1.5, -1, -0, Number.NaN, null, undefined, 'a\u0000', '\ud800', {}, 1n, [[[[1]]]], new Set()]) {
			expect((await refusal(post({ extra: new Map([[129, value]]) })))[0]).toBe('argument-invalid')
		}
	})
})

describe('misuse has the codes of verification, with the field', () => {
	const source = { uri: 'a' }
	const file = { hash: hex(1), size: 1, type: 'a/b' }
	const CASES: readonly (readonly [object, ErrorCode, string])[] = [
		[post({ seq: undefined }), 'field-missing', 'seq'],
		[post({ seq: 0 }), 'field-range', 'seq'],
		[post({ seq: -1 }), 'field-type', 'seq'],
		[post({ seq: 1.5 }), 'field-type', 'seq'],
		[post({ seq: 2 ** 53 }), 'field-type', 'seq'],
		[post({ seq: '1' }), 'field-type', 'seq'],
		[post({ time: Number.NaN }), 'field-type', 'time'],
		[post({ time: null }), 'field-type', 'time'],
		[post({ time: new Date(0) }), 'field-type', 'time'],
		[post({ log: 1n }), 'field-type', 'log'],
		[post({ space: 'a\nb' }), 'field-text', 'space'],
		[post({ space: 'a\r' }), 'field-text', 'space'],
		[post({ space: 'å'.repeat(33) }), 'field-size', 'space'],
		[post({ text: undefined }), 'field-conflict', 'text'],
		[post({ text: '' }), 'field-conflict', 'text'],
		[post({ text: 'a'.repeat(16_385) }), 'field-size', 'text'],
		[post({ text: 7 }), 'field-type', 'text'],
		[post({ text: 'a\u0000' }), 'cbor-text', 'text'],
		[post({ text: '\ufeffa' }), 'cbor-text', 'text'],
		[post({ text: 'a\ud800' }), 'cbor-text', 'text'],
		[post({ text: 'a\u0085' }), 'cbor-text', 'text'],
		[post({ text: ['a'] }), 'field-type', 'text'],
		[post({ space: [{}] }), 'field-type', 'space'],
		[post({ sources: [true] }), 'field-type', 'sources[0]'],
		[{ kind: 'retraction', seq: 1, targets: [null] }, 'field-type', 'targets[0]'],
		[post({ topics: ['a', 'b\u0007'] }), 'cbor-text', 'topics[1]'],
		[post({ topics: ['a', ''] }), 'field-size', 'topics[1]'],
		[post({ topics: ['b', 1] }), 'field-type', 'topics[1]'],
		[post({ topics: 'water' }), 'field-type', 'topics'],
		[post({ topics: Array.from({ length: 17 }, (_, i) => `t${i}`) }), 'field-size', 'topics'],
		[post({ format: 'markdown' }), 'field-range', 'format'],
		[post({ format: 1 }), 'field-range', 'format'],
		[post({ format: 'constructor' }), 'field-range', 'format'],
		[post({ text: '', attachments: [file], format: 'commonmark' }), 'field-conflict', 'format'],
		[post({ lang: 'sv_SE' }), 'field-text', 'lang'],
		[post({ question: 'yes' }), 'field-type', 'question'],
		[post({ question: 1 }), 'field-type', 'question'],
		[post({ salt: 'abcd' }), 'field-size', 'salt'],
		[post({ salt: new Uint8Array(33) }), 'field-size', 'salt'],
		[post({ salt: true }), 'field-type', 'salt'],
		[post({ first: hex(1) }), 'field-conflict', 'first'],
		[post({ rev: 1 }), 'field-conflict', 'rev'],
		[post({ first: 'zz'.repeat(32), rev: 1 }), 'field-type', 'first'],
		[post({ first: 'ab', rev: 1 }), 'field-size', 'first'],
		[post({ expires: '2030' }), 'field-type', 'expires'],
		[post({ sources: [source, {}] }), 'field-conflict', 'sources[1].uri'],
		[post({ sources: [{ uri: 'a', message: hex(1) }] }), 'field-conflict', 'sources[0].message'],
		[post({ sources: [{ message: hex(1), hash: hex(2) }] }), 'field-conflict', 'sources[0].hash'],
		[post({ sources: [{ uri: 'a\u007f' }] }), 'cbor-text', 'sources[0].uri'],
		[post({ sources: ['https://example.org'] }), 'field-type', 'sources[0]'],
		[post({ sources: [null] }), 'field-type', 'sources[0]'],
		[post({ sources: {} }), 'field-type', 'sources'],
		[post({ sources: Array.from({ length: 17 }, () => source) }), 'field-size', 'sources'],
		[post({ sources: [{ url: 'a' }] }), 'argument-invalid', 'sources[0].url'],
		[post({ attachments: [{ ...file, size: -1 }] }), 'field-type', 'attachments[0].size'],
		[post({ attachments: [{ ...file, type: '' }] }), 'field-missing', 'attachments[0].type'],
		[post({ attachments: [{ ...file, bytes: h(1) }] }), 'argument-invalid', 'attachments[0].bytes'],
		[post({ root: hex(1) }), 'argument-invalid', 'root'],
		[post({ title: 'a' }), 'argument-invalid', 'title'],
		[post({ id: hex(1) }), 'argument-invalid', 'id'],
		[post({ fields: new Map() }), 'argument-invalid', 'fields'],
		[{ kind: 128, seq: 1, fields: new Map(), extra: new Map() }, 'argument-invalid', 'extra'],
		[{ kind: 128, seq: 1, fields: new Map(), text: 'a' }, 'argument-invalid', 'text'],
		[{}, 'argument-invalid', 'kind'],
		[{ kind: 'reply', seq: 1, text: 'a' }, 'field-missing', 'root'],
		[{ kind: 'reply', seq: 1, text: 'a', root: hex(1), parent: hex(1) }, 'field-conflict', 'parent'],
		[{ kind: 'endorsement', seq: 1, target: hex(1) }, 'field-missing', 'stance'],
		[{ kind: 'endorsement', seq: 1, target: hex(1), stance: 'vouch' }, 'field-range', 'stance'],
		[{ kind: 'endorsement', seq: 1, target: hex(1), stance: 'confirm', root: hex(1) }, 'field-conflict', 'target'],
		[{ kind: 'endorsement', seq: 1, target: hex(1), stance: 'confirm', grounds: 'source' }, 'field-conflict', 'grounds'],
		[{ kind: 'endorsement', seq: 1, target: hex(1), stance: 'withdrawn', grounds: 'observed' }, 'field-conflict', 'grounds'],
		[{ kind: 'vouch', seq: 1, subject: other.author, stance: 'confirm' }, 'field-range', 'stance'],
		[{ kind: 'vouch', seq: 1, subject: me.author, stance: 'vouch' }, 'field-conflict', 'subject'],
		[{ kind: 'retraction', seq: 1 }, 'field-missing', 'targets'],
		[{ kind: 'retraction', seq: 1, targets: [] }, 'field-missing', 'targets'],
		[{ kind: 'retraction', seq: 1, targets: hex(1) }, 'field-type', 'targets'],
		[{ kind: 'retraction', seq: 1, targets: [hex(1)] }, 'field-type', 'targets[0]'],
		[{ kind: 'retraction', seq: 1, targets: [{ target: hex(1) }] }, 'field-missing', 'targets[0].seq'],
		[
			{ kind: 'retraction', seq: 1, targets: Array.from({ length: 65 }, (_, i) => ({ target: hex(i + 1), seq: 1 })) },
			'field-size',
			'targets',
		],
		[{ kind: 'profile', seq: 1, name: 'a\tb' }, 'field-text', 'name'],
		[{ kind: 'profile', seq: 1, keys: [other.author, me.author] }, 'field-conflict', 'keys'],
		[{ kind: 'profile', seq: 1, keys: ['ab'] }, 'field-size', 'keys[0]'],
		[{ kind: 'checkpoint', seq: 1, size: 0, head: hex(1) }, 'field-range', 'size'],
	]
	for (const [draft, code, field] of CASES) {
		it(`${field}: ${code}`, async () => {
			expect(await refusal(draft)).toEqual([code, field])
		})
	}

	it('a text that no text may be, in the stage that would refuse its encoding', async () => {
		await expect(createPost(me, { seq: 1, text: '\ufeffa' })).rejects.toMatchObject({ code: 'cbor-text', stage: 'encoding', field: 'text' })
	})

	it('no draft at all', async () => {
		for (const nothing of [undefined, null, 7, 'post'] as unknown as PostDraft[]) {
			await expect(createMessage(me, nothing as Draft)).rejects.toMatchObject({ code: 'argument-invalid', field: 'kind' })
			await expect(createPost(me, nothing)).rejects.toBeInstanceOf(BudkavleError)
		}
	})

	it('a message that would be too large', async () => {
		const sources = Array.from({ length: 16 }, () => ({ uri: 'a'.repeat(2048) }))
		expect(await refusal(post({ sources }))).toEqual(['message-too-large', undefined])
	})

	it('never anything else than a BudkavleError, whatever the draft', async () => {
		const names = [...Object.keys(KEY), 'extra', 'fields', 'url', '__proto__', 'toString']
		const values = fc.oneof(
			cborValue(2),
			fc.constantFrom(null, undefined, -1, 0.5, 1n, Symbol.iterator, {}, [null], [{}], [[]], () => 1, 'ab'.repeat(32)),
		)
		const kinds = fc.constantFrom('post', 'reply', 'endorsement', 'vouch', 'retraction', 'profile', 'checkpoint', 128)
		await fc.assert(
			fc.asyncProperty(kinds, fc.array(fc.tuple(fc.constantFrom(...names), values), { maxLength: 6 }), async (kind, entries) => {
				const draft = { seq: 1, text: 'a', fields: new Map(), ...Object.fromEntries(entries), kind }
				try {
					await createMessage(me, draft as unknown as Draft)
				} catch (error) {
					if (!(error instanceof BudkavleError)) throw error
				}
			}),
			{ seed: 32, numRuns: 1500 },
		)
	})
})

describe('the signer', () => {
	const draft = { seq: 1, text: 'a' }
	const failing: readonly (readonly [string, Signer])[] = [
		['throws', { author: me.author, sign: () => Promise.reject(new Error('no key')) }],
		['returns nothing', { author: me.author, sign: () => undefined as unknown as Uint8Array }],
		['returns a text', { author: me.author, sign: () => 'a'.repeat(64) as unknown as Uint8Array }],
		['returns zeros', { author: me.author, sign: () => new Uint8Array(64) }],
		['returns too little', { author: me.author, sign: (bytes) => me.sign(bytes).slice(1) }],
		['returns too much', { author: me.author, sign: (bytes) => concatBytes(me.sign(bytes), Uint8Array.of(0)) }],
		['signs with another key', { author: me.author, sign: (bytes) => other.sign(bytes) }],
		['signs other bytes', { author: me.author, sign: (bytes) => me.sign(bytes.slice(1)) }],
		['has an author that is no point', { author: 'ff'.repeat(32), sign: (bytes) => me.sign(bytes) }],
	]
	for (const [what, signer] of failing) {
		it(`that ${what} has failed`, async () => {
			await expect(createPost(signer, draft)).rejects.toMatchObject({ code: 'signer-failed' })
		})
	}

	it('is not blamed for a backend that cannot verify', async () => {
		const backend = { name: 'yes', verify: () => true }
		await expect(createPost({ author: me.author, sign: me.sign }, draft, { backend })).rejects.toMatchObject({
			code: 'backend-unavailable',
		})
	})

	it('keeps its error as cause', async () => {
		const cause = new Error('locked')
		const signer: Signer = {
			author: me.author,
			sign: () => {
				throw cause
			},
		}
		await expect(createPost(signer, draft)).rejects.toMatchObject({ code: 'signer-failed', cause })
	})

	it('is not asked for a draft that is wrong', async () => {
		let asked = 0
		const signer: Signer = {
			author: me.author,
			sign: (bytes) => {
				asked++
				return me.sign(bytes)
			},
		}
		await expect(createPost(signer, { seq: 0, text: 'a' })).rejects.toMatchObject({ code: 'field-range' })
		await expect(
			createPost(signer, { seq: 1, text: 'a', sources: Array.from({ length: 16 }, () => ({ uri: 'a'.repeat(2048) })) }),
		).rejects.toMatchObject({
			code: 'message-too-large',
		})
		expect(asked).toBe(0)
		await createPost(signer, draft)
		expect(asked).toBe(1)
	})

	it('may answer at once or later, with a Buffer too', async () => {
		const later: Signer = { author: me.author, sign: async (bytes) => Buffer.from(me.sign(bytes)) }
		const made = await createPost(later, draft)
		expect(made).toStrictEqual(await createPost(me, draft))
		expect(made.signature.constructor).toBe(Uint8Array)
	})

	it('needs an author of 32 bytes', async () => {
		for (const author of ['', 'ab', 'zz'.repeat(32), undefined as unknown as string]) {
			await expect(createPost({ author, sign: (bytes) => me.sign(bytes) }, draft)).rejects.toMatchObject({
				field: 'author',
				stage: 'fields',
			})
		}
	})
})

describe('retracting', () => {
	it('takes own messages or stubs of them', async () => {
		const root = await createPost(me, { seq: 1, log: 4, time: 9, space: 's', text: 'a', topics: ['b', 'a'] })
		const reply = await createReply(me, { seq: 2, text: 'a', root: hex(1), parent: hex(2), first: hex(3), rev: 1 })
		const made = await createRetraction(me, { seq: 3, targets: [root, stubOf(reply)] })
		const stubs = [
			{ target: root.id, log: 4, seq: 1, space: 's', topics: ['a', 'b'] },
			{ target: reply.id, log: 0, seq: 2, root: hex(1), parent: hex(2), first: hex(3), topics: [] },
		]
		expect(made.targets).toStrictEqual(stubs.sort((a, b) => (a.target < b.target ? -1 : 1)))
		expect(Object.isFrozen(stubOf(root)) && Object.isFrozen(stubOf(root).topics)).toBe(true)
	})

	it('[SPEC 3.9] a stub has the thread of its message', async () => {
		const messages: readonly Message[] = [
			await createPost(me, { seq: 1, text: 'a' }),
			await createPost(me, { seq: 1, text: 'a', first: hex(1), rev: 1 }),
			await createReply(me, { seq: 1, text: 'a', root: hex(1) }),
			await createReply(me, { seq: 1, text: 'a', root: hex(1), first: hex(2), rev: 1 }),
			await createProfile(me, { seq: 1, name: 'a' }),
			await createPost(me, { seq: 1, text: 'a', extra: new Map([[128, 1]]) }),
			await createPrivate(me, { seq: 1, kind: 128, fields: new Map() }),
			await createPrivate(me, { seq: 1, kind: 128, fields: new Map([[KEY.target, h(1)]]) }),
			await createPrivate(me, {
				seq: 1,
				kind: 128,
				fields: new Map([
					[KEY.target, h(1)],
					[KEY.root, h(2)],
				]),
			}),
			await createPrivate(me, {
				seq: 1,
				kind: 128,
				fields: new Map([
					[KEY.target, h(1)],
					[KEY.first, h(3)],
				]),
			}),
		]
		expect(messages.map((message) => stubThread(stubOf(message)))).toEqual(messages.map(({ thread }) => thread))
		const retraction = await createRetraction(me, { seq: 2, targets: messages })
		expect(new Set(threadsOf(retraction))).toEqual(new Set([retraction.id, ...messages.map(({ thread }) => thread)]))
	})

	it('refuses messages of others, and kinds that cannot be taken back', async () => {
		const theirs = await createPost(other, { seq: 1, text: 'a' })
		expect(await refusal({ kind: 'retraction', seq: 1, targets: [theirs] })).toEqual(['not-own', 'targets'])
		const stance = await createEndorsement(me, { seq: 1, target: hex(1), stance: 'confirm' })
		for (const message of [stance, await createVouch(me, { seq: 1, subject: other.author, stance: 'vouch' })]) {
			expect(() => stubOf(message)).toThrow(expect.objectContaining({ code: 'argument-invalid' }))
			expect((await refusal({ kind: 'retraction', seq: 1, targets: [message] }))[0]).toBe('argument-invalid')
		}
	})
})

describe('attachmentOf', () => {
	it('says hash, size, type and name', async () => {
		const bytes = encodeUtf8('a picture')
		const picture = attachmentOf(bytes, { type: 'image/png', name: 'well.png' })
		expect(picture).toStrictEqual({ hash: sha256Hex(bytes), size: 9, type: 'image/png', name: 'well.png' })
		expect(attachmentOf(bytes, { type: 'image/png' })).not.toHaveProperty('name')
		expect(Object.isFrozen(picture)).toBe(true)
		expect(await createPost(me, { seq: 1, attachments: [picture] })).toMatchObject({ attachments: [picture] })
	})

	it('takes at most 16 MiB', () => {
		expect(attachmentOf(new Uint8Array(16_777_216), { type: 'a/b' }).size).toBe(16_777_216)
		expect(() => attachmentOf(new Uint8Array(16_777_217), { type: 'a/b' })).toThrow(expect.objectContaining({ code: 'blob-too-large' }))
	})
})

describe('sizes', () => {
	const common = { seq: 255, time: 1_790_000_000 }
	const text = 'x'.repeat(140)

	it('a post takes at most 116 bytes beyond its text', async () => {
		expect(size(await createPost(me, { ...common, text })) - 140).toBe(114)
	})

	it('a reply to the root takes at most 152 bytes beyond its text, a deeper one 186', async () => {
		expect(size(await createReply(me, { ...common, text, root: hex(1) })) - 140).toBe(149)
		expect(size(await createReply(me, { ...common, text, root: hex(1), parent: hex(2) })) - 140).toBe(184)
	})

	it('an endorsement of a root takes at most 152 bytes, another one 186', async () => {
		const said = { ...common, stance: 'confirm', grounds: 'observed' } as const
		expect(size(await createEndorsement(me, { ...said, target: hex(1) }))).toBe(150)
		expect(size(await createEndorsement(me, { ...said, target: hex(1), root: hex(2) }))).toBe(185)
	})
})
