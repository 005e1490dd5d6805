import { describe, expect, it } from 'vitest'
import { shortlist } from '../../src/bundle/shortlist.js'

const over = (id: string, size: number): { readonly id: string; readonly size: number } => ({ id, size })
const chosen = (
	lastSeq: number,
	packed: readonly string[],
	...all: readonly { readonly id: string; readonly size: number }[]
): readonly string[] => shortlist(all, lastSeq, new Set(packed)).map(({ id }) => id)

const ALL = [over('a', 256), over('b', 512), over('c', 768), over('d', 1024), over('e', 1280), over('f', 1536)]

describe('[SPEC 7.14] the checkpoints that may make a bundle smallest', () => {
	it('are the nearest before and behind its last message', () => {
		expect(chosen(900, [], ...ALL)).toEqual(['d', 'c'])
		expect(chosen(1024, [], ...ALL)).toEqual(['d', 'c'])
		expect(chosen(9, [], ...ALL)).toEqual(['a'])
		expect(chosen(9000, [], ...ALL)).toEqual(['f'])
	})

	it('and the nearest of those that are in the bundle anyway', () => {
		expect(chosen(900, ['a', 'b', 'e', 'f'], ...ALL)).toEqual(['d', 'e', 'c', 'b'])
		expect(chosen(900, ['c', 'd'], ...ALL)).toEqual(['d', 'c'])
	})

	it('of several with one size the one with the lowest id, in whatever order they come', () => {
		const same = [over('z', 512), over('y', 512), over('x', 256), over('w', 256)]
		expect(chosen(400, [], ...same)).toEqual(['y', 'w'])
		expect(chosen(400, [], ...[...same].reverse())).toEqual(['y', 'w'])
	})
})
