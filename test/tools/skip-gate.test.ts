import { describe, expect, it } from 'vitest'
import { judgeSkips } from '../../tools/skip-gate.mjs'

const ALLOWED = [
	{ test: 'store/sqlite.test.ts > * on node:sqlite > *', reason: 'Node 20 has no node:sqlite' },
	{ test: 'crypto/select.test.ts > exact name', reason: 'no accelerator' },
]

describe('skip gate', () => {
	it('accepts what is expected and says why', () => {
		const names = ['store/sqlite.test.ts > suite on node:sqlite > opens', 'crypto/select.test.ts > exact name']
		expect(
			judgeSkips(
				names.map((name) => ({ name, note: 'not here' })),
				ALLOWED,
			),
		).toEqual([])
	})

	it('refuses what is not expected', () => {
		const names = [
			'store/sqlite.test.ts > suite on libsql > opens',
			'crypto/select.test.ts > exact name 2',
			'crypto/select.test.ts > exact',
			'',
		]
		const problems = judgeSkips(
			names.map((name) => ({ name, note: 'not here' })),
			ALLOWED,
		)
		expect(problems).toHaveLength(4)
		expect(problems[0]).toContain('does not expect it')
	})

	it('refuses what gives no reason', () => {
		const name = 'crypto/select.test.ts > exact name'
		expect(
			judgeSkips(
				[
					{ name, note: undefined },
					{ name, note: ' ' },
				],
				ALLOWED,
			),
		).toEqual([
			`"${name}" was skipped without a reason: write ctx.skip('reason')`,
			`"${name}" was skipped without a reason: write ctx.skip('reason')`,
		])
	})

	it('does not let the parts around a star overlap', () => {
		const allowed = [{ test: 'ab*ba', reason: 'x' }]
		expect(judgeSkips([{ name: 'aba', note: 'x' }], allowed)).toHaveLength(1)
		expect(judgeSkips([{ name: 'abba', note: 'x' }], allowed)).toHaveLength(0)
	})
})
