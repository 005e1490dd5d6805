import { describe, expect, test } from 'vitest'
import type { LogCompleteness } from '../../src/merge/knowledge-types.js'
import { renderCircle, renderCompleteness, renderPeople } from '../../src/render/terminal.js'
import { ANNA, BERTIL, CECILIA, id, NAMES } from './fixtures.js'
import { village } from './village.js'

const options = { names: NAMES }

describe('renderPeople', () => {
	test('[SPEC 6.13] shows all keys of a person, the name of each, and which are no longer linked', () => {
		const names = new Map([...NAMES, [CECILIA, 'Anna, on paper']])
		const anna = { author: ANNA, id: ANNA, keys: [ANNA, CECILIA], currentKeys: [ANNA] }
		expect(renderPeople([anna, { id: BERTIL, keys: [BERTIL] }], { names })).toEqual([
			'Anna <aaaa1111> (2 keys)',
			`  key: ${ANNA}`,
			`  key: ${CECILIA}`,
			'    name: Anna, on paper',
			'    linked by an earlier profile, and still the same person',
			'',
			'Bertil <bbbb2222>',
			`  key: ${BERTIL}`,
		])
	})

	test('calls a person by a key that has a name, and shows in full what is cut or changed', () => {
		const long = `${'x'.repeat(40)}\u202E`
		expect(renderPeople([{ id: ANNA, keys: [ANNA, CECILIA] }], { names: new Map([[CECILIA, long]]) })).toEqual([
			`${'x'.repeat(32)}… <cccc3333> (2 keys)`,
			`  key: ${ANNA}`,
			`  key: ${CECILIA}`,
			`    name: ${'x'.repeat(40)}\\u{202E}`,
		])
		expect(renderPeople([])).toEqual([])
	})
})

describe('renderCircle', () => {
	test('[SPEC 6.15] goes by distance, and tells over whom and by which vouches', async () => {
		const { circle, names } = await village()
		const vouches = circle.people.flatMap((person) => person.vouches.map((vouch) => `#${vouch.slice(0, 8)}`))
		expect(vouches).toHaveLength(4)
		expect(renderCircle(circle, { names })).toEqual([
			'you',
			'  Anna <8a88e3dd> (2 keys)',
			'distance 1: 2 people for whom you vouch',
			`  Bertil <8139770e>  vouch ${vouches[0]}`,
			`  Cecilia <ed4928c6>  vouch ${vouches[1]}`,
			'distance 2: 1 person',
			`  David <ca93ac17>  vouch ${vouches[2]}`,
			'    via Cecilia <ed4928c6>',
			'distance 3: 1 person',
			`  Erik <6e7a1cdd>  vouch ${vouches[3]}`,
			'    via David <ca93ac17>',
		])
	})

	test('tells private vouches, several vouches, and that there is nobody', () => {
		const people = [
			{ id: ANNA, keys: [ANNA], distance: 1, vouches: [] },
			{ id: BERTIL, keys: [BERTIL], distance: 2, via: CECILIA, vouches: [id(1), id(2)] },
		]
		expect(renderCircle({ people }, options)).toEqual([
			'distance 1: 1 person for whom you vouch',
			'  Anna <aaaa1111>  a private vouch',
			'distance 2: 1 person',
			'  Bertil <bbbb2222>  vouches #00010000, #00020000',
			'    via <cccc3333>',
		])
		const nobody = 'Nobody else is in your circle. It begins with those for whom you vouch.'
		expect(renderCircle({ people: [{ id: ANNA, keys: [ANNA], distance: 0, vouches: [] }] }, options)).toEqual([
			'you',
			'  Anna <aaaa1111>',
			nobody,
		])
		expect(renderCircle({ people: [] })).toEqual([nobody])
	})
})

describe('renderCompleteness', () => {
	const log = (more: Partial<LogCompleteness>): LogCompleteness => {
		return { author: ANNA, log: 0, highest: 15, held: 15, retracted: 0, missing: [], forks: [], refuted: [], contradictions: [], ...more }
	}
	const one = (more: Partial<LogCompleteness>): readonly string[] => renderCompleteness([log(more)], options).slice(1)

	test('[SPEC 6.19] tells what checkpoints prove, and where they do not fit', () => {
		const warned = one({
			proven: { size: 12, checkpoint: id(3) },
			refuted: [id(4)],
			contradictions: [{ size: 7, checkpoints: [id(5), id(6)] }],
		})
		expect(warned.map((line) => line.trim()).join(' ')).toBe(
			'log 0: holds all 15 checkpoint #00030000 proves that these are all of the first 12, as the author signed them ' +
				'1 checkpoint of the author does not fit these messages: #00040000 the author signed different histories of 7 messages: #00050000, #00060000',
		)
		expect(one({ refuted: [id(4), id(5)] })[1]).toContain('2 checkpoints of the author do not fit')
	})

	test('[SPEC 6.18] tells what is held of each log, and what is not', () => {
		const missing = [
			{ from: 4, to: 4 },
			{ from: 7, to: 8 },
			{ from: 10, to: 13 },
		]
		expect(
			renderCompleteness(
				[log({ held: 8, missing }), log({ log: 4_294_967_296 }), log({ author: CECILIA, held: 13, retracted: 2 })],
				options,
			),
		).toEqual([
			'Anna <aaaa1111>',
			'  log 0: holds 8 of 15, missing 4, 7, 8, 10-13',
			'  log 4294967296: holds all 15',
			'<cccc3333>',
			'  log 0: holds 13 of 15, 2 retracted, none missing',
		])
		expect(one({ held: 13, retracted: 1, missing: [{ from: 9, to: 9 }] })).toEqual(['  log 0: holds 13 of 15, 1 retracted, missing 9'])
		expect(renderCompleteness([])).toEqual([])
	})

	test('[SPEC 6.18] cuts long lists and says how much was left out', () => {
		const missing = Array.from({ length: 11 }, (_, index) => ({ from: index * 10 + 1, to: index * 10 + 3 }))
		expect(one({ highest: 200, held: 167, missing })).toEqual([
			'  log 0: holds 167 of 200, missing 1-3, 11-13, 21-23, 31-33, 41-43, 51-53,',
			'    61-63, 71-73 and 9 more in 3 other ranges',
		])
		const huge = [...missing.slice(0, 8), { from: 1000, to: 2 ** 53 - 1 }]
		expect(
			one({ highest: 2 ** 53 - 1, held: 1, missing: huge })
				.join(' ')
				.replace(/\s+/g, ' '),
		).toContain('and 9007199254739992 more in 1 other range')
	})

	test('[SPEC 6.18, 11.1] names forks as evidence', () => {
		const forks = Array.from({ length: 9 }, (_, index) => ({ seq: index + 1, messages: [id(1), id(2)] }))
		const lines = one({ forks: [{ seq: 7, messages: Array.from({ length: 10 }, (_, index) => id(index + 1)) }] })
		expect(lines.slice(1).join(' ').replace(/\s+/g, ' ').trim()).toBe(
			'forked at 7: #00010000, #00020000, #00030000, #00040000, #00050000, #00060000, #00070000, #00080000 and 2 more have the same number, evidence of a forked device or a copied secret',
		)
		for (const line of lines) expect(line.length).toBeLessThanOrEqual(80)
		expect(one({ forks }).at(-1)).toBe('    and forked at 1 more number')
	})
})
