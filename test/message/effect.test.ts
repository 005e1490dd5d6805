import { describe, expect, it } from 'vitest'
import type { CborValue } from '../../src/encoding/value.js'
import { citedBlobs } from '../../src/message/attachments.js'
import { FIELDS } from '../../src/message/fields.js'
import { findKind, isRetractable, KIND, KINDS, kindNumber } from '../../src/message/kinds.js'
import { threadsOf } from '../../src/message/thread.js'
import { attachment, decode, h, KINDS_AND_UNKNOWN, payloadOf, source, stub } from './payloads.js'

const hex = (n: number): string => n.toString(16).padStart(2, '0').repeat(32)
const KNOWN = KINDS.map(({ number }) => number)

/** A kind as the API shows it: its name where the message has effect, else its number. */
const kindOf = (...payload: Parameters<typeof payloadOf>): string | number => decode(payloadOf(...payload)).kind

describe('[SPEC 5.2] effect', () => {
	for (const { number, name } of KINDS) {
		it(`${name}: an unknown odd key is ignored, an unknown even key takes the effect away`, () => {
			expect(kindOf(number)).toBe(name)
			for (const key of [29, 127, 129, 255, 257, 2 ** 40 + 1]) expect(kindOf(number, {}, [[key, 1]])).toBe(name)
			for (const key of [30, 126, 128, 254, 256, 2 ** 40]) expect(kindOf(number, {}, [[key, 1]])).toBe(number)
		})
	}

	it('a known field that the kind does not have counts as an unknown key', () => {
		const sample: Readonly<Record<string, CborValue>> = {
			uint: 1,
			bytes: h(77),
			text: 'a',
			bool: true,
		}
		const arrays: Readonly<Record<string, CborValue>> = {
			sources: [source()],
			topics: ['a'],
			attachments: [attachment()],
			targets: [stub()],
			keys: [h(78)],
		}
		for (const { number, name: kind, fields } of KINDS) {
			for (const { key, name, type } of FIELDS.values()) {
				if (fields.has(key)) continue
				const shown = kindOf(number, { [name]: arrays[name] ?? (sample[type] as CborValue) })
				expect([kind, name, shown]).toEqual([kind, name, key % 2 === 0 ? number : kind])
			}
		}
	})

	it('an ignored field is not shown', () => {
		const post = decode(payloadOf(1, { parent: h(3) }))
		expect(post).toMatchObject({ kind: 'post', thread: post.id })
		expect(post).not.toHaveProperty('parent')
		const vouch = decode(payloadOf(4, { sources: [source()], topics: ['a'], rev: 3 }))
		expect(vouch.kind).toBe('vouch')
		for (const name of ['sources', 'topics']) expect(vouch).not.toHaveProperty(name)
	})

	it('in a source, an attachment and a stub', () => {
		const more = (map: ReadonlyMap<number, CborValue>, key: number): CborValue => new Map([...map, [key, 'x']])
		for (const key of [5, 129]) {
			expect(kindOf(1, { sources: [source(), more(source(), key)] })).toBe('post')
			expect(kindOf(1, { attachments: [attachment(), more(attachment(), key)] })).toBe('post')
		}
		for (const key of [4, 128]) {
			expect(kindOf(1, { sources: [source(), more(source(), key)] })).toBe(1)
			expect(kindOf(3, { sources: [more(source(), key)] })).toBe(3)
			expect(kindOf(1, { attachments: [attachment(), more(attachment(), key)] })).toBe(1)
			expect(kindOf(6, { attachments: [more(attachment(), key)] })).toBe(6)
		}
		// In a stub, 1 and 15 are odd and 4 and 14 are even keys that it does not have.
		for (const key of [1, 15, 31]) expect(kindOf(5, { targets: [stub(), more(stub({ target: h(2) }), key)] })).toBe('retraction')
		for (const key of [4, 14, 30]) expect(kindOf(5, { targets: [stub(), more(stub({ target: h(2) }), key)] })).toBe(5)
	})

	it('what is inside an ignored field takes no effect away', () => {
		const strange = new Map([...source(), [4, 'x'] as const])
		expect(kindOf(6, { sources: [strange] })).toBe('profile')
	})

	it('[SPEC 3.6] values without a meaning take the effect away', () => {
		const shown = (kind: number, name: string, last: number): (string | number)[] =>
			Array.from({ length: last }, (_, i) => kindOf(kind, { [name]: i + 1, ...(name === 'grounds' ? { sources: [source()] } : {}) }))
		expect(shown(3, 'stance', 6)).toEqual(['endorsement', 'endorsement', 'endorsement', 'endorsement', 3, 3])
		expect(shown(4, 'stance', 6)).toEqual(['vouch', 'vouch', 4, 'vouch', 4, 4])
		expect(shown(3, 'grounds', 6)).toEqual(['endorsement', 'endorsement', 'endorsement', 'endorsement', 3, 3])
		expect(shown(1, 'format', 3)).toEqual(['post', 1, 1])
		expect(shown(2, 'format', 2)).toEqual(['reply', 2])
		expect(kindOf(3, { stance: 255 })).toBe(3)
		// A format in a vouch is an unknown odd key, whatever its value.
		expect(kindOf(4, { format: 7 })).toBe('vouch')
	})

	it('[SPEC 3.6] names of values', () => {
		const stances = [1, 2, 3, 4].map((stance) => decode(payloadOf(3, { stance })))
		expect(stances.map((message) => message.kind === 'endorsement' && message.stance)).toEqual([
			'confirm',
			'dispute',
			'outdated',
			'withdrawn',
		])
		const vouches = [1, 2, 4].map((stance) => decode(payloadOf(4, { stance })))
		expect(vouches.map((message) => message.kind === 'vouch' && message.stance)).toEqual(['vouch', 'distrust', 'withdrawn'])
		const grounds = [1, 2, 3, 4].map((ground) => decode(payloadOf(3, { grounds: ground, sources: [source()] })))
		expect(grounds.map((message) => message.kind === 'endorsement' && message.grounds)).toEqual([
			'observed',
			'reproduced',
			'source',
			'relayed',
		])
		expect(decode(payloadOf(1))).toMatchObject({ format: 'plain' })
		expect(decode(payloadOf(1, { format: 1 }))).toMatchObject({ format: 'commonmark' })
	})
})

describe('[SPEC 5.1] unknown kinds and messages without effect', () => {
	it('have what messages of every kind have, and their fields by key', () => {
		for (const kind of [0, 8, 9, 127, 128, 255, 256, Number.MAX_SAFE_INTEGER]) {
			const message = decode(payloadOf(kind, { kind, log: 3, seq: 4, time: 5, space: 's', text: 't', topics: ['a'] }, [[140, 'x']]))
			const { id, payload, signature, fields, ...rest } = message
			expect(rest).toEqual({ kind, author: hex(0xaa), log: 3, seq: 4, time: 5, space: 's', thread: id })
			expect([payload.length > 0, signature?.length, fields.get(140), fields.get(14)]).toEqual([true, 64, 'x', 't'])
		}
	})

	it('keep their number', () => {
		for (const kind of KINDS_AND_UNKNOWN) {
			expect(kindNumber(decode(payloadOf(kind)))).toBe(kind)
			expect(kindNumber(decode(payloadOf(kind, {}, [[30, 1]])))).toBe(kind)
		}
	})
})

describe('kinds', () => {
	it('[SPEC 3.4] by name and number', () => {
		expect(KIND).toEqual({ post: 1, reply: 2, endorsement: 3, vouch: 4, retraction: 5, profile: 6, checkpoint: 7 })
		expect(KNOWN.map((number) => findKind(number)?.name)).toEqual(Object.keys(KIND))
		expect(Object.keys(KIND).map((name) => findKind(name)?.number)).toEqual(KNOWN)
		for (const other of [0, 8, 200, '1', 'Post', undefined, null, h(1), 'constructor', '__proto__']) expect(findKind(other)).toBeUndefined()
	})

	it('[SPEC 6.2] posts, replies, profiles and private kinds can be retracted', () => {
		expect(Array.from({ length: 258 }, (_, number) => number).filter(isRetractable)).toEqual([
			1,
			2,
			6,
			...Array.from({ length: 128 }, (_, i) => 128 + i),
		])
	})
})

describe('[SPEC 3.9] threads', () => {
	for (const kind of KINDS_AND_UNKNOWN) {
		it(`root, else first, else target, else itself (kind ${kind})`, () => {
			const bare = { root: undefined, first: undefined, target: undefined, rev: undefined }
			const references = { root: h(0x11), first: h(0x12), target: h(0x13), rev: 1 }
			expect(decode(payloadOf(kind, references)).thread).toBe(hex(0x11))
			if (kind !== 2) expect(decode(payloadOf(kind, { ...references, root: undefined })).thread).toBe(hex(0x12))
			if (kind > 2) expect(decode(payloadOf(kind, { ...bare, target: h(0x13) })).thread).toBe(hex(0x13))
			if (kind !== 2 && kind !== 3) {
				const message = decode(payloadOf(kind, { ...bare, parent: h(0x14) }))
				expect(message.thread).toBe(message.id)
				if (kind !== 5) expect(threadsOf(message)).toEqual([message.thread])
			}
		})
	}

	it('a retraction belongs to the threads of its stubs too, each once', () => {
		const targets = [
			stub({ target: h(1) }),
			stub({ target: h(2), root: h(0x21), first: h(0x22) }),
			stub({ target: h(3), first: h(0x23), parent: h(0x24) }),
			stub({ target: h(4), root: h(0x21) }),
		]
		for (const more of [[], [[30, 1] as const]]) {
			const message = decode(payloadOf(5, { targets }, more))
			expect(message.kind).toBe(more.length === 0 ? 'retraction' : 5)
			expect(threadsOf(message)).toEqual([message.id, hex(1), hex(0x21), hex(0x23)])
			expect(threadsOf(decode(payloadOf(5, { targets, root: h(0x21) }, more)))).toEqual([hex(0x21), hex(1), hex(0x23)])
		}
	})

	it('stubs in another kind bring it nowhere', () => {
		const message = decode(payloadOf(200, { targets: [stub()] }))
		expect(threadsOf(message)).toEqual([message.id])
	})
})

describe('attachments', () => {
	it('are cited by messages of every kind, each once', () => {
		const attachments = [attachment({ hash: h(9) }), attachment({ hash: h(8) }), attachment({ hash: h(9), name: 'b' })]
		for (const kind of KINDS_AND_UNKNOWN) {
			expect(citedBlobs(decode(payloadOf(kind, { attachments })))).toEqual([hex(9), hex(8)])
			expect(citedBlobs(decode(payloadOf(kind)))).toEqual([])
		}
	})
})
