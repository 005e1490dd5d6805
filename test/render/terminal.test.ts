import { describe, expect, test } from 'vitest'
import type { Vouch } from '../../src/message/types.js'
import { renderFound, renderProfile, renderThread, renderTimeline } from '../../src/render/terminal.js'
import { stanceSentence } from '../../src/render/words.js'
import { ANNA, BERTIL, CECILIA, count, earlier, endorsement, id, NAMES, NOBODY, post, present, profile, reply, thread } from './fixtures.js'

const options = { names: NAMES }

describe('renderThread', () => {
	test('shows a tree with names, fingerprints, times and short ids', () => {
		const question = post(1, ANNA, 'Is the well safe?\nIt looks brown.', {
			question: true,
			topics: ['flood', 'water'],
			lang: 'en',
			space: 'hagby',
		})
		const answer = reply(2, BERTIL, 'Boil it.')
		const deeper = reply(3, CECILIA, 'How long?', { parent: id(2) })
		const { time: _, ...timeless } = deeper
		const view = thread(
			present(question, { children: [id(2)] }),
			present(answer, { depth: 1, parent: id(1), children: [id(3)] }),
			present(timeless, { depth: 2, parent: id(2) }),
		)
		expect(renderThread(view, options)).toEqual([
			'● Anna <aaaa1111>  2026-05-28 20:26 UTC  #00010000',
			'  question · language en',
			'  space: hagby',
			'  topics: flood, water',
			'  │ Is the well safe?',
			'  │ It looks brown.',
			'',
			'  ● Bertil <bbbb2222>  2026-05-28 20:26 UTC  #00020000',
			'    │ Boil it.',
			'',
			'    ● <cccc3333>  no time  #00030000',
			'      │ How long?',
		])
	})

	test('shows placeholders for what is missing, retracted or contested', () => {
		const view = thread(
			{ id: id(1), depth: 0, children: [], state: 'missing' },
			{ id: id(2), depth: 1, parent: id(1), children: [], state: 'retracted', author: ANNA },
			{
				id: id(3),
				depth: 1,
				parent: id(1),
				children: [],
				state: 'contested',
				future: false,
				claims: [
					{ author: BERTIL, retracted: true },
					{ author: CECILIA, retracted: false, message: reply(4, CECILIA, 'Mine.', { first: id(3), rev: 1 }) },
				],
			},
		)
		expect(renderThread(view, options)).toEqual([
			'○ missing: this message has not arrived here  #00010000',
			'',
			'  ✕ retracted by Anna <aaaa1111>  #00020000',
			'',
			'  ? contested  #00030000',
			'    The first version is not here, so nobody can tell whose message this is. 2 claimants:',
			'    ✕ Bertil <bbbb2222> retracted it',
			'    ? <cccc3333>  2026-05-28 20:26 UTC  #00040000',
			'      │ Mine.',
		])
	})

	test('marks revisions, conflicts, the future, and a first version that is not here', () => {
		const message = post(2, ANNA, 'Better.', { first: id(1), rev: 2, format: 'commonmark', expires: 1_790_000_000 })
		const lines = renderThread(thread(present(message, { future: true, firstHeld: false, conflicts: [id(7), id(8)] })), options)
		expect(lines[1]).toBe(
			'  revision 2 · Markdown · expires 2026-09-21 14:13 UTC · this version is #00020000 · dated in the future · its first version is not here',
		)
		expect(lines.at(-1)).toBe('  conflict: 2 other versions were written without knowing of this one: #00070000, #00080000')
	})

	test('shows sources and attachments', () => {
		const message = post(1, ANNA, '', {
			sources: [{ uri: 'https://example.org/a', day: 20_000, hash: 'd'.repeat(64) }, { message: id(9) }],
			attachments: [
				{ hash: 'e'.repeat(64), size: 12_345, type: 'image/png', name: 'brunn.png' },
				{ hash: 'f'.repeat(64), size: 1, type: 'text/plain' },
			],
		})
		expect(renderThread(thread(present(message)), options).slice(1)).toEqual([
			'  source (read 2024-10-04) (content #dddddddd): https://example.org/a',
			'  source: #00090000',
			'  attachment #eeeeeeee, 12 kB: image/png, brunn.png',
			'  attachment #ffffffff, 1 byte: text/plain',
		])
	})

	test('[SPEC 11.7] tells stances with counts of keys, who says it and on what grounds; an earlier version never counts as this one', () => {
		const node = present(post(5, ANNA, 'Boil it.', { first: id(1), rev: 1 }), {
			stances: { ...NOBODY, confirm: count([BERTIL, id(21)], [CECILIA, id(22)]), dispute: count([ANNA, id(23)]) },
			earlier: [earlier(1, 0, { confirm: count([BERTIL, id(24)]) })],
		})
		const endorsements = new Map([
			[id(21), endorsement(21, BERTIL, { grounds: 'observed' })],
			[id(22), endorsement(22, CECILIA, { grounds: 'source', sources: [{ uri: 'https://example.org/lab' }] })],
		])
		expect(stanceSentence(node)).toBe('confirmed by 2 keys, disputed by 1 key; an earlier version was confirmed by 1 key')
		expect(renderThread(thread(node), { ...options, endorsements }).slice(3)).toEqual([
			'  confirmed by 2 keys, disputed by 1 key; an earlier version was confirmed by 1 key',
			'    Bertil <bbbb2222> confirms: saw it',
			'    <cccc3333> confirms: cites a source',
			'      source: https://example.org/lab',
			'    Anna <aaaa1111> disputes',
			'    Bertil <bbbb2222> confirms the first version',
		])
	})

	test('says that a text is not confirmed when only earlier versions were', () => {
		const stale = [
			earlier(1, 0, { confirm: count([BERTIL, id(24)]) }),
			earlier(2, 1, { confirm: count([BERTIL, id(25)], [CECILIA, id(26)]), outdated: count([ANNA, id(27)]) }),
		]
		const node = present(post(5, ANNA, 'x', { first: id(1), rev: 2 }), { earlier: stale })
		expect(stanceSentence(node)).toBe('not confirmed as it stands now; earlier versions were confirmed by 2 keys, called outdated by 1 key')
		expect(stanceSentence(present(post(1, ANNA, 'x')))).toBe('')
	})

	test('moves deep answers in no further than eight levels and tells their level', () => {
		const nodes = Array.from({ length: 12 }, (_, depth) =>
			present(reply(depth + 1, ANNA, 'x'), { depth, ...(depth === 0 ? {} : { parent: id(depth) }) }),
		)
		const lines = renderThread(thread(...nodes), options)
		const heads = lines.filter((line) => line.includes('●'))
		expect(heads.map((line) => line.indexOf('●'))).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 16, 16, 16])
		expect(lines).toContain(`${' '.repeat(18)}level 11 · answers #000b0000`)
	})

	test('names at most eight people for one stance', () => {
		const many = Array.from({ length: 11 }, (_, number) => [number.toString(16).repeat(64), id(number + 1)] as const)
		const lines = renderThread(thread(present(post(1, ANNA, 'x'), { stances: { ...NOBODY, confirm: count(...many) } })))
		expect(lines.filter((line) => line.endsWith('confirms'))).toHaveLength(8)
		expect(lines.at(-1)).toBe('    and 3 more')
	})
})

describe('hostile content', () => {
	const fakeHead = '● Bertil <bbbb2222>  2026-05-28 20:26 UTC  #00020000'
	const attack = `\u001B[2J\u001B]0;owned\u0007\r\u202E\n${fakeHead}\n  confirmed by 99`

	test('no text can pass for the head of a message, at any width', () => {
		for (const width of [40, 60, 80, 120]) {
			const padded = `${'x'.repeat(width)} ${fakeHead} ${' '.repeat(width)}${fakeHead}\n${fakeHead}`
			const lines = renderThread(thread(present(post(1, ANNA, padded)), present(reply(2, CECILIA, padded), { depth: 3 })), { width })
			for (const line of lines.filter((each) => !/^ *● <(aaaa1111|cccc3333)>/.test(each) && each !== '')) expect(line).toMatch(/^ +│ /)
			for (const line of lines.filter((each) => each.includes('│'))) expect([...line].length).toBeLessThanOrEqual(width)
		}
	})

	test('no field can control the terminal or begin a line of its own', () => {
		const message = post(1, ANNA, attack, {
			space: attack,
			topics: [attack],
			lang: attack,
			sources: [{ uri: attack }],
			attachments: [{ hash: 'e'.repeat(64), size: 1, type: attack, name: attack }],
		})
		const names = new Map([[ANNA, attack]])
		const entries = [{ node: present(message), replies: 0 }]
		const everything = [
			...renderThread(thread(present(message)), { names, width: 50 }),
			...renderTimeline(entries, { names, width: 50 }),
			...renderFound([message], { names, width: 50 }),
			...renderProfile({ author: ANNA, profile: profile(ANNA, { name: attack, about: attack }), conflicts: [] }, [], { names, width: 50 }),
		]
		for (const line of everything) {
			expect(line).not.toMatch(/[\p{Cc}\u202A-\u202E]/u)
			if (line.startsWith('●')) expect(line).toContain('<aaaa1111>')
			expect(line).not.toMatch(/^ *(● Bertil|confirmed by 99)/u)
		}
	})

	test('a name cannot write a fingerprint, hide the real one, or push it away', () => {
		const head = (name: string): string => renderThread(thread(present(post(1, ANNA, 'x'))), { names: new Map([[ANNA, name]]) })[0] ?? ''
		expect(head('Bertil <bbbb2222>  2026-05-28')).toMatch(/^● Bertil \\u\{3C\}bbbb2222\\u\{3E\}… <aaaa1111> {2}2026/)
		expect(head(`Bertil${' '.repeat(50)}x`)).toMatch(/^● Bertil x <aaaa1111>/)
		expect(head('x'.repeat(64))).toBe(`● ${'x'.repeat(32)}… <aaaa1111>  2026-05-28 20:26 UTC  #00010000`)
		expect(head(' ')).toMatch(/^● <aaaa1111>/)
		expect(head('אנה')).toMatch(/^● \u2068אנה\u2069 <aaaa1111>/)
	})

	test('times beyond every calendar are shown as numbers', () => {
		const lines = renderThread(thread(present(post(1, ANNA, 'x', { time: 2 ** 53 - 1, sources: [{ uri: 'a:b', day: 2 ** 53 - 1 }] }))))
		expect(lines[0]).toContain('9007199254740991 s after 1970')
		expect(lines.at(-1)).toContain('day 9007199254740991 after 1970')
	})
})

describe('colours', () => {
	const view = thread(present(post(1, ANNA, 'x'), { stances: { ...NOBODY, confirm: count([BERTIL, id(2)]) } }))

	test('only when asked for, and without them the same words', () => {
		const plain = renderThread(view, options)
		const coloured = renderThread(view, { ...options, colour: true })
		expect(plain.join('')).not.toContain('\u001B')
		expect(coloured.join('')).toContain('\u001B[32mconfirms\u001B[39m')
		expect(coloured.map((line) => line.replace(/\u001B\[\d+m/g, ''))).toEqual(plain)
	})
})

describe('renderTimeline, renderFound, renderProfile', () => {
	test('a timeline shows the beginning of each thread', () => {
		const long = post(1, ANNA, 'one\ntwo\nthree\nfour', { topics: ['water'] })
		const entries = [
			{ node: present(long, { stances: { ...NOBODY, confirm: count([BERTIL, id(2)]) } }), replies: 2 },
			{ node: present(post(2, BERTIL, 'short'), { future: true }), replies: 1 },
			{ node: { id: id(3), depth: 0, children: [], state: 'contested', future: false, claims: [] } as const, replies: 0 },
		]
		expect(renderTimeline(entries, options)).toEqual([
			'● Anna <aaaa1111>  2026-05-28 20:26 UTC  #00010000',
			'  topics: water',
			'  │ one',
			'  │ two',
			'  │ three',
			'  …',
			'  2 replies · confirmed by 1 key',
			'',
			'● Bertil <bbbb2222>  2026-05-28 20:26 UTC  #00020000',
			'  dated in the future',
			'  │ short',
			'  1 reply',
			'',
			'? contested  #00030000',
			'  The first version is not here, so nobody can tell whose message this is. 0 claimants:',
			'  0 replies',
		])
	})

	test('what a search found comes with its thread', () => {
		expect(renderFound([reply(2, BERTIL, 'Boil it.'), post(1, ANNA, 'x')], options)).toEqual([
			'● Bertil <bbbb2222>  2026-05-28 20:26 UTC  #00020000',
			'  in thread #00010000',
			'  │ Boil it.',
			'',
			'● Anna <aaaa1111>  2026-05-28 20:26 UTC  #00010000',
			'  │ x',
		])
	})

	test('a profile comes with its vouches; withdrawn ones are none', () => {
		const vouch = (subject: string, stance: Vouch['stance']): Vouch =>
			({ ...profile(ANNA), kind: 'vouch', subject, stance }) as unknown as Vouch
		const view = { author: ANNA, profile: profile(ANNA, { name: 'Anna', about: 'At the well.', keys: [CECILIA] }), conflicts: [id(4)] }
		expect(renderProfile(view, [vouch(BERTIL, 'vouch'), vouch(CECILIA, 'distrust'), vouch(CECILIA, 'withdrawn')], options)).toEqual([
			'Anna <aaaa1111>',
			`  key: ${ANNA}`,
			'  │ At the well.',
			`  also: ${CECILIA}`,
			'  also there, written without knowing of this profile: #00040000',
			'  vouches for Bertil <bbbb2222>',
			'  distrusts <cccc3333>',
		])
		expect(renderProfile({ author: CECILIA, conflicts: [] }, [])).toEqual(['<cccc3333>', `  key: ${CECILIA}`, '  no profile is held here'])
	})
})
