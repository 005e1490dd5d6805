import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { CborValue } from '../../src/encoding/value.js'
import type { ProtocolCode } from '../../src/errors.js'
import type { FieldName } from '../../src/message/fields.js'
import { FIELDS, isPrivate, KEY } from '../../src/message/fields.js'
import { KINDS } from '../../src/message/kinds.js'
import type { Overrides } from './payloads.js'
import { attachment, fault, faultOf, h, KINDS_AND_UNKNOWN, manyIds, OK, payloadOf, source, stub, VALID } from './payloads.js'

const SPEC = readFileSync(new URL('../../SPEC.md', import.meta.url), 'utf8')

/** The rows of the table in a clause of SPEC.md, cell by cell. */
function table(clause: string): string[][] {
	const from = SPEC.indexOf(`**${clause}**`)
	const lines = SPEC.slice(from, SPEC.indexOf('\n**', from + 1)).split('\n')
	const rows = lines
		.filter((line) => line.startsWith('|'))
		.map((line) =>
			line
				.split('|')
				.slice(1, -1)
				.map((cell) => cell.trim()),
		)
	return rows.slice(2)
}

describe('the tables', () => {
	it('[SPEC 3.3] the table of fields is that of the specification', () => {
		const types = { uint: 'uint', bytes: 'bytes', text: 'text', bool: 'bool', array: 'array', map: 'map' }
		const ours = [...FIELDS.values()].map(({ key, name, type }) => [key, name, types[type]])
		const theirs = table('3.3').map(([key, name, type]) => [Number(key), name, type?.replace(/^line$/, 'text').replace(/ of .*/, '')])
		expect(ours).toEqual(theirs)
		expect(Object.entries(KEY)).toEqual(theirs.map(([key, name]) => [name, key]))
	})

	it('[SPEC 3.4] the table of kinds is that of the specification', () => {
		const names = (cell = ''): string[] => (cell === '' ? [] : cell.split(', '))
		const theirs = table('3.4').map(([number, name, required, optional]) => ({
			number: Number(number),
			name,
			required: [...new Set(['kind', 'author', 'seq', ...names(required)])].map((field) => KEY[field as FieldName]).sort((a, b) => a - b),
			fields: [...new Set(['kind', 'author', 'log', 'seq', 'time', 'space', ...names(required), ...names(optional)])]
				.map((field) => KEY[field as FieldName])
				.sort((a, b) => a - b),
		}))
		expect(
			KINDS.map(({ number, name, fields, shape }) => ({ number, name, required: shape.required, fields: [...fields.keys()] })),
		).toEqual(theirs)
	})

	it('[SPEC 5.3] private numbers are 128 to 255', () => {
		expect([127, 128, 255, 256].map(isPrivate)).toEqual([false, true, true, false])
		expect([Number.NaN, 128.5, -128].map(isPrivate)).toEqual([false, false, false])
	})
})

/** Each kind of bytes as an ill-typed value for every type. */
const OF_TYPE: Readonly<Record<string, CborValue>> = { uint: 1, bytes: h(7), text: 'a', bool: true, array: [], map: new Map() }

describe('[SPEC 3.3] types', () => {
	for (const [key, { name, type }] of FIELDS) {
		it(`${name} (${key}) is ${type}`, () => {
			for (const [other, value] of Object.entries(OF_TYPE)) {
				if (other === type) continue
				expect(faultOf(payloadOf(9, { [name]: value }))).toEqual(fault('field-type', name))
			}
		})
	}

	const ITEMS: Readonly<Record<string, string>> = { sources: 'map', topics: 'text', attachments: 'map', targets: 'map', keys: 'bytes' }
	for (const [name, type] of Object.entries(ITEMS)) {
		it(`items of ${name} are ${type}`, () => {
			for (const [other, value] of Object.entries(OF_TYPE)) {
				if (other !== type) expect(faultOf(payloadOf(9, { [name]: [value] }))).toEqual(fault('field-type', `${name}[0]`))
			}
		})
	}

	const NESTED: Readonly<
		Record<string, readonly [(entries: Readonly<Record<string, CborValue>>) => CborValue, string, Readonly<Record<string, string>>]>
	> = {
		source: [(entries) => source(entries), 'sources', { uri: 'text', hash: 'bytes', message: 'bytes', day: 'uint' }],
		attachment: [(entries) => attachment(entries), 'attachments', { hash: 'bytes', size: 'uint', type: 'text', name: 'text' }],
		stub: [
			(entries) => stub(entries),
			'targets',
			{ log: 'uint', seq: 'uint', space: 'text', root: 'bytes', parent: 'bytes', first: 'bytes', target: 'bytes', topics: 'array' },
		],
	}
	for (const [shape, [make, field, types]] of Object.entries(NESTED)) {
		for (const [name, type] of Object.entries(types)) {
			it(`${name} of a ${shape} is ${type}`, () => {
				for (const [other, value] of Object.entries(OF_TYPE)) {
					if (other !== type)
						expect(faultOf(payloadOf(9, { [field]: [make({ [name]: value })] }))).toEqual(fault('field-type', `${field}[0].${name}`))
				}
			})
		}
	}
})

/** A field at its bounds (accepted) and one beyond (refused). */
interface Bound {
	readonly field: string
	readonly accepted: readonly Overrides[]
	readonly refused: readonly (readonly [Overrides, ProtocolCode, string?])[]
}

const MAX = Number.MAX_SAFE_INTEGER
const numbers = (field: FieldName, min: number, max: number, below: ProtocolCode = 'field-range'): Bound => ({
	field,
	accepted: [{ [field]: min }, { [field]: max }],
	refused: [
		...(min > 0 ? [[{ [field]: min - 1 }, below] as const] : []),
		...(max < MAX ? [[{ [field]: max + 1 }, 'field-range'] as const] : []),
	],
})
const lengths = (field: FieldName, min: number, max: number): Bound => ({
	field,
	accepted: [{ [field]: new Uint8Array(min).fill(3) }, { [field]: new Uint8Array(max).fill(3) }],
	refused: [
		[{ [field]: new Uint8Array(min - 1).fill(3) }, 'field-size'],
		[{ [field]: new Uint8Array(max + 1).fill(3) }, 'field-size'],
		[{ [field]: new Uint8Array(0) }, 'field-size'],
	],
})
/** Text of exactly so many bytes, of characters of one, two, three or four bytes each. */
const ofBytes = (bytes: number, character: string): string => {
	const size = new TextEncoder().encode(character).length
	return character.repeat(Math.floor(bytes / size)) + 'a'.repeat(bytes % size)
}
const texts = (
	field: FieldName,
	max: number,
	wrap: (text: string) => CborValue = (text) => text,
	path: string = field,
	characters = ['a', 'å', '語', '🦊'],
): Bound => ({
	field: path,
	accepted: ['a', ...characters.map((character) => ofBytes(max, character))].map((text) => ({ [field]: wrap(text) })),
	refused: ['', ...characters.map((character) => ofBytes(max + 1, character))].map(
		(text) => [{ [field]: wrap(text) }, 'field-size'] as const,
	),
})
const items = (field: FieldName, max: number, item: (i: number) => CborValue): Bound => {
	const list = (length: number): CborValue => Array.from({ length }, (_, i) => item(i))
	return {
		field,
		accepted: [{ [field]: list(1) }, { [field]: list(max) }],
		refused: [
			[{ [field]: [] }, 'field-size'],
			[{ [field]: list(max + 1) }, 'field-size'],
		],
	}
}
const nestedNumbers = (
	field: FieldName,
	path: string,
	wrap: (n: number) => CborValue,
	min: number,
	below: ProtocolCode = 'field-range',
): Bound => ({
	field: path,
	accepted: [{ [field]: [wrap(min)] }, { [field]: [wrap(MAX)] }],
	refused: min > 0 ? [[{ [field]: [wrap(min - 1)] }, below]] : [],
})
const nestedHash = (field: FieldName, path: string, wrap: (bytes: Uint8Array) => CborValue): Bound => ({
	field: path,
	accepted: [{ [field]: [wrap(h(200))] }],
	refused: [0, 31, 33].map((length) => [{ [field]: [wrap(new Uint8Array(length).fill(200))] }, 'field-size'] as const),
})
const ascending = manyIds(65)
const topicOf = (i: number): string => `topic ${String(i).padStart(2, '0')}`

const BOUNDS: readonly Bound[] = [
	{ field: 'kind', accepted: [{ kind: 0 }, { kind: 8 }, { kind: MAX }], refused: [] },
	lengths('author', 32, 32),
	numbers('log', 1, MAX, 'field-default'),
	numbers('seq', 1, MAX),
	numbers('time', 0, MAX),
	texts('space', 64),
	...(['root', 'parent', 'first', 'target', 'subject', 'head'] as const).map((field) => lengths(field, 32, 32)),
	numbers('rev', 1, MAX, 'field-default'),
	numbers('stance', 1, 255),
	numbers('grounds', 1, 255),
	items('sources', 16, () => source()),
	texts('text', 16_384),
	numbers('format', 1, 255, 'field-default'),
	texts('lang', 35, undefined, undefined, ['a']),
	items('topics', 16, topicOf),
	texts('topics', 64, (text) => [text], 'topics[0]'),
	items('attachments', 16, () => attachment()),
	numbers('expires', 0, MAX),
	{ field: 'question', accepted: [{ question: true }], refused: [[{ question: false }, 'field-default']] },
	items('targets', 64, (i) => stub({ target: ascending[i] })),
	lengths('salt', 8, 32),
	texts('name', 64),
	texts('about', 2048),
	items('keys', 16, (i) => ascending[i] as Uint8Array),
	nestedHash('keys', 'keys[0]', (bytes) => bytes),
	numbers('size', 1, MAX),
	texts('sources', 2048, (uri) => [source({ uri })], 'sources[0].uri'),
	nestedHash('sources', 'sources[0].hash', (hash) => source({ hash })),
	nestedHash('sources', 'sources[0].message', (message) => source({ uri: undefined, message })),
	nestedNumbers('sources', 'sources[0].day', (day) => source({ day }), 0),
	nestedHash('attachments', 'attachments[0].hash', (hash) => attachment({ hash })),
	nestedNumbers('attachments', 'attachments[0].size', (size) => attachment({ size }), 0),
	texts('attachments', 127, (type) => [attachment({ type })], 'attachments[0].type', ['a']),
	texts('attachments', 255, (name) => [attachment({ name })], 'attachments[0].name'),
	nestedNumbers('targets', 'targets[0].log', (log) => stub({ log }), 1, 'field-default'),
	nestedNumbers('targets', 'targets[0].seq', (seq) => stub({ seq }), 1),
	texts('targets', 64, (space) => [stub({ space })], 'targets[0].space'),
	...(['root', 'parent', 'first', 'target'] as const).map((name) =>
		nestedHash('targets', `targets[0].${name}`, (bytes) => stub({ [name]: bytes })),
	),
	texts('targets', 64, (topic) => [stub({ topics: [topic] })], 'targets[0].topics[0]'),
	{
		field: 'targets[0].topics',
		accepted: [{ targets: [stub({ topics: Array.from({ length: 16 }, (_, i) => topicOf(i)) })] }],
		refused: [
			[{ targets: [stub({ topics: [] })] }, 'field-size'],
			[{ targets: [stub({ topics: Array.from({ length: 17 }, (_, i) => topicOf(i)) })] }, 'field-size'],
		],
	},
]

describe('[SPEC 3.3] bounds', () => {
	it('cover every field', () => {
		const covered = new Set(BOUNDS.map(({ field }) => field))
		expect([...FIELDS.values()].filter(({ name }) => !covered.has(name))).toEqual([])
	})

	for (const { field, accepted, refused } of BOUNDS) {
		it(`${field}: at its bounds accepted, beyond them refused`, () => {
			for (const overrides of accepted) expect(faultOf(payloadOf(9, overrides))).toBe(OK)
			for (const [overrides, code] of refused) expect(faultOf(payloadOf(9, overrides))).toEqual(fault(code, field))
		})
	}
})

describe('[SPEC 3.3] characters', () => {
	const lines: readonly [string, (text: string) => Overrides][] = [
		['space', (space) => ({ space })],
		['name', (name) => ({ name })],
		['topics[0]', (topic) => ({ topics: [topic] })],
		['sources[0].uri', (uri) => ({ sources: [source({ uri })] })],
		['attachments[0].name', (name) => ({ attachments: [attachment({ name })] })],
		['targets[0].space', (space) => ({ targets: [stub({ space })] })],
		['targets[0].topics[0]', (topic) => ({ targets: [stub({ topics: [topic] })] })],
	]
	for (const [field, overrides] of lines) {
		it(`${field} is one line`, () => {
			for (const text of ['a\nb', '\n', 'a\t', '\ta']) expect(faultOf(payloadOf(9, overrides(text)))).toEqual(fault('field-text', field))
			for (const text of [' a ', 'a\u2028b', '\u202eå', '語🦊', '<script>']) expect(faultOf(payloadOf(9, overrides(text)))).toBe(OK)
		})
	}

	it('text and about may have lines', () => {
		expect(faultOf(payloadOf(9, { text: '\n\ta\n', about: '\n\ta\n' }))).toBe(OK)
	})

	it('lang has ASCII letters, digits and "-"', () => {
		for (const lang of ['sv', 'de-CH-1996', 'AZaz09-']) expect(faultOf(payloadOf(9, { lang }))).toBe(OK)
		for (const lang of ['sv_SE', 'å', 'a b', 'a\n', '@', '[', '`', '{', '/', ':']) {
			expect(faultOf(payloadOf(9, { lang }))).toEqual(fault('field-text', 'lang'))
		}
	})

	it('a media type is printable ASCII', () => {
		for (const type of ['text/plain; charset="utf-8"', ' ', '~'])
			expect(faultOf(payloadOf(9, { attachments: [attachment({ type })] }))).toBe(OK)
		for (const type of ['text/plain\n', 'a\tb', 'ä/b', '\u00a0']) {
			expect(faultOf(payloadOf(9, { attachments: [attachment({ type })] }))).toEqual(fault('field-text', 'attachments[0].type'))
		}
	})

	it('normalisation is not checked (2.4, 3.8)', () => {
		expect(faultOf(payloadOf(1, { text: 'a\u030a', topics: ['A\u030a', 'Water'], name: 'e\u0301' }))).toBe(OK)
	})
})

describe('[SPEC 3.3] order', () => {
	it('topics ascend strictly by the bytes of their UTF-8', () => {
		// In UTF-16 the fox, a pair of surrogates, would come before U+FF5E.
		expect(faultOf(payloadOf(1, { topics: ['', 'a', 'b'].slice(1) }))).toBe(OK)
		expect(faultOf(payloadOf(1, { topics: ['a', 'ab', 'b', 'å', '\uff5e', '🦊'] }))).toBe(OK)
		expect(faultOf(payloadOf(1, { topics: ['🦊', '\uff5e'] }))).toEqual(fault('field-order', 'topics[1]'))
		expect(faultOf(payloadOf(1, { topics: ['a', 'c', 'b', 'a'] }))).toEqual(fault('field-order', 'topics[2]'))
		expect(faultOf(payloadOf(1, { topics: ['a', 'a'] }))).toEqual(fault('field-order', 'topics[1]'))
		expect(faultOf(payloadOf(1, { topics: ['ab', 'a'] }))).toEqual(fault('field-order', 'topics[1]'))
	})

	it('keys ascend strictly', () => {
		expect(faultOf(payloadOf(6, { keys: [h(1), h(2)] }))).toBe(OK)
		expect(faultOf(payloadOf(6, { keys: [h(2), h(1)] }))).toEqual(fault('field-order', 'keys[1]'))
		expect(faultOf(payloadOf(6, { keys: [h(1), h(1)] }))).toEqual(fault('field-order', 'keys[1]'))
	})

	it('stubs ascend strictly by their target', () => {
		const at = (n: number): CborValue => stub({ target: h(n), seq: 10 - n })
		expect(faultOf(payloadOf(5, { targets: [at(1), at(2)] }))).toBe(OK)
		expect(faultOf(payloadOf(5, { targets: [at(2), at(1)] }))).toEqual(fault('field-order', 'targets[1]'))
		expect(faultOf(payloadOf(5, { targets: [stub({ seq: 1 }), stub({ seq: 2 })] }))).toEqual(fault('field-order', 'targets[1]'))
	})

	it('topics of a stub ascend strictly', () => {
		expect(faultOf(payloadOf(5, { targets: [stub({ topics: ['b', 'a'] })] }))).toEqual(fault('field-order', 'targets[0].topics[1]'))
	})

	it('sources and attachments keep the order of their author, also twice the same', () => {
		expect(faultOf(payloadOf(1, { sources: [source({ uri: 'b' }), source({ uri: 'a' }), source({ uri: 'a' })] }))).toBe(OK)
		expect(faultOf(payloadOf(1, { attachments: [attachment(), attachment()] }))).toBe(OK)
	})
})

describe('required', () => {
	for (const kind of KINDS_AND_UNKNOWN) {
		it(`[SPEC 3.4] what kind ${kind} requires`, () => {
			expect(faultOf(payloadOf(kind))).toBe(OK)
			const required = ['kind', 'author', 'seq', ...Object.keys(VALID[kind] as Overrides).filter((name) => name !== 'text')]
			for (const name of required) expect(faultOf(payloadOf(kind, { [name]: undefined }))).toEqual(fault('field-missing', name))
		})
	}

	it('[SPEC 3.3] what an attachment and a stub require', () => {
		for (const name of ['hash', 'size', 'type']) {
			expect(faultOf(payloadOf(1, { attachments: [attachment({ [name]: undefined })] }))).toEqual(
				fault('field-missing', `attachments[0].${name}`),
			)
		}
		for (const name of ['seq', 'target']) {
			expect(faultOf(payloadOf(5, { targets: [stub({ [name]: undefined })] }))).toEqual(fault('field-missing', `targets[0].${name}`))
		}
	})
})
