import { describe, expect, test } from 'vitest'
import type { Corroboration, NodeCorroboration } from '../../src/merge/knowledge-types.js'
import type { TerminalOptions } from '../../src/render/terminal.js'
import { renderCorroboration } from '../../src/render/terminal.js'
import { ANNA, BERTIL, CECILIA, endorsement, id, NAMES } from './fixtures.js'
import { UNCONTROLLED } from './hostile.js'
import { NOTHING, outside, said } from './knowledge.js'
import { village } from './village.js'

const { names, endorsements, contents: messages, corroborations } = await village()
const options: TerminalOptions = { names, endorsements, messages }
const short = (id: string): string => `#${id.slice(0, 8)}`

function answer(): NodeCorroboration {
	return corroborations[1] as NodeCorroboration
}

describe('renderCorroboration', () => {
	test('[SPEC 6.16] tells the circle first, then who may be anybody, then what was said of earlier versions', () => {
		const { node, current, earlier } = answer()
		const [cecilia, david, erik] = current.confirm.circle.people.speakers.map(({ endorsement }) => short(endorsement))
		const [stranger] = current.dispute.outside.keys.speakers.map(({ endorsement }) => short(endorsement))
		const [anna, erikBefore] = (earlier[0] as Corroboration).confirm.circle.people.speakers.map(({ endorsement }) => short(endorsement))
		expect(renderCorroboration(answer(), options)).toEqual([
			`● Bertil <8139770e>  2026-05-04 10:20 UTC  ${short(node)}`,
			`  revision 1 · this version is ${short(current.version)}`,
			'  │ Boil it for three minutes, for now. The municipality found bacteria on',
			'  │ Monday.',
			'  in your circle',
			'    confirmed by 3 people, 1 independent: they cite the same source',
			'      nobody first-hand, 1 source',
			`      Cecilia <ed4928c6>  distance 1 · cites a source · ${cecilia}`,
			'        source (read 2026-05-04): https://hagby.example/water/2026-05-04',
			`      David <ca93ac17>  distance 2 · cites a source · ${david}`,
			'        source (read 2026-05-04): https://hagby.example/water/2026-05-04',
			`      Erik <6e7a1cdd>  distance 3 · cites a source · ${erik}`,
			'        source (read 2026-05-04): https://hagby.example/water/2026-05-04',
			'  outside of your circle: 1 key, which may be anybody',
			'    disputed by 1 key, none independent: they bring nothing of their own',
			'      nobody first-hand, no source',
			`      <8a875fff>  ${stranger}`,
			`  said of the first version, not of this one  ${short(node)}`,
			'    │ Boil it.',
			'    in your circle',
			'      confirmed by 2 people, 1 independent: 1 brings nothing of their own',
			'        1 first-hand, no source',
			`        Anna <8a88e3dd> (2 keys)  you · tried it · ${anna}`,
			`        Erik <6e7a1cdd>  distance 3 · ${erikBefore}`,
		])
	})

	test('[SPEC 6.10] a version by itself says nothing of others, and needs neither names nor texts', () => {
		const { current } = answer()
		const lines = renderCorroboration(current)
		expect(lines.slice(0, 4)).toEqual([
			`● ${short(current.version)}`,
			'  revision 1',
			'  in your circle',
			'    confirmed by 3 people, 1 independent: they cite the same source',
		])
		expect(lines.join('\n')).not.toContain('first version')
	})

	test('says in words that nobody said anything, now or at all', () => {
		expect(renderCorroboration(corroborations[0] as NodeCorroboration, options).at(-1)).toBe('  Nobody has said anything about it.')
		const stale: NodeCorroboration = { ...answer(), current: { ...NOTHING, version: id(9), rev: 2 } }
		expect(renderCorroboration(stale, options).slice(0, 4)).toEqual([
			`● ${short(stale.node)}`,
			'  revision 2 · this version is #00090000',
			'  Nobody has said anything about it as it stands now.',
			`  said of the first version, not of this one  ${short(stale.node)}`,
		])
	})

	test('[SPEC 11.7] what only strangers say is not said in the circle', () => {
		const view = { ...NOTHING, confirm: { ...NOTHING.confirm, outside: outside([ANNA, id(21)], [BERTIL, id(22)]) } }
		expect(renderCorroboration(view, { names: NAMES })).toEqual([
			'● #00010000',
			'  in your circle',
			'    nobody says anything about it',
			'  outside of your circle: 2 keys, which may be anybody',
			'    confirmed by 2 keys, none independent: they bring nothing of their own',
			'      nobody first-hand, no source',
			'      Anna <aaaa1111>  #00150000',
			'      Bertil <bbbb2222>  #00160000',
		])
	})

	test('[SPEC 6.14] names conflicts, with what else was said where that is known', () => {
		const speaker = { person: { id: CECILIA, keys: [CECILIA] }, endorsement: id(21), conflicts: [id(22), id(23)], distance: 1 }
		const circle = { ...said(), people: { count: 1, endorsements: [id(21)], speakers: [speaker] } }
		const view = { ...NOTHING, outdated: { ...NOTHING.outdated, circle } }
		const lines = renderCorroboration(view, { endorsements: new Map([[id(22), endorsement(22, CECILIA, { stance: 'dispute' })]]) })
		expect(lines).toContain('    called outdated by 1 person, none independent: they bring nothing of their own')
		expect(lines).toContain('        conflict: the same person also said #00160000 (dispute), #00170000')
	})

	test('names at most eight who say the same', () => {
		const many = Array.from({ length: 11 }, (_, index) => [index.toString(16).repeat(64), id(index + 30)] as const)
		const lines = renderCorroboration({ ...NOTHING, confirm: { ...NOTHING.confirm, circle: said(...many) } })
		expect(lines.filter((line) => line.includes('distance 1'))).toHaveLength(8)
		expect(lines.at(-1)).toBe('      and 3 more')
	})

	test('colours change no word, and make the number that matters bold', () => {
		const coloured = renderCorroboration(answer(), { ...options, colour: true })
		expect(coloured.join('\n')).toContain('\u001B[32mconfirmed\u001B[39m by 3 people, \u001B[1m1 independent\u001B[22m: they')
		expect(coloured.map((line) => line.replace(/\u001B\[\d+m/g, ''))).toEqual(renderCorroboration(answer(), options))
	})

	test('[SPEC 11.3] no name, text or source controls the terminal or passes for words of ours', () => {
		const attack = '\u001B[2J\u202E\n  in your circle\n    confirmed by 99 people, 99 independent'
		const hostile = {
			names: new Map([...names.keys()].map((key) => [key, attack])),
			endorsements: new Map([...endorsements].map(([key, value]) => [key, { ...value, sources: [{ uri: attack }] }])),
			messages: new Map([...messages].map(([key, value]) => [key, { ...value, text: attack, lang: attack }])),
			width: 60,
		}
		const lines = renderCorroboration(answer(), hostile)
		for (const line of lines) {
			expect(line).toMatch(UNCONTROLLED)
			if (line.includes('99')) expect(line).toMatch(/│ |<[0-9a-f]{8}>|source: |language /)
		}
		expect(lines.filter((line) => line === '  in your circle')).toHaveLength(1)
		expect(lines.filter((line) => line.startsWith('    confirmed by '))).toEqual([
			'    confirmed by 3 people, 1 independent: they cite the same source',
		])
	})
})
