import { describe, expect, it } from 'vitest'
import { threadView } from '../../src/merge/thread.js'
import { timelineView } from '../../src/merge/timeline.js'
import type { ThreadNode } from '../../src/merge/types.js'
import { CROWDS, claimedThreads, posts, root } from './crowds.js'

const COUNT = 100_000

const nodesOf = (name: string): readonly ThreadNode[] => threadView((CROWDS[name] as (count: number) => never)(COUNT), root.id, 2000).nodes

describe('threads of 100,000 messages', () => {
	it('[SPEC 6.8] a chain goes 100,000 deep', () => {
		const nodes = nodesOf('a chain, each reply answering the one before')
		expect(nodes).toHaveLength(COUNT + 1)
		expect(nodes.at(-1)).toMatchObject({ depth: COUNT, place: 1 })
	})

	it('[SPEC 6.8] a cycle falls apart', () => {
		const nodes = nodesOf('a cycle of stubs')
		expect(nodes).toHaveLength(COUNT + 1)
		expect(nodes.slice(1).every(({ depth, parent }) => depth === 1 && parent === root.id)).toBe(true)
	})

	it('[SPEC 6.8] of a chain that ends in a cycle only the cycle falls apart', () => {
		const nodes = nodesOf('a chain that ends in a cycle of stubs')
		expect(nodes.filter(({ depth }) => depth === 1)).toHaveLength(COUNT / 2 + 1)
		expect(nodes.reduce((deepest, { depth }) => Math.max(deepest, depth), 0)).toBe(COUNT / 2)
	})

	it('[SPEC 6.9] a flat list is sorted', () => {
		const [, ...nodes] = nodesOf('a flat list')
		expect(nodes).toHaveLength(COUNT)
		expect(nodes.every((node, index) => index === 0 || (nodes[index - 1]?.place ?? -1) <= (node.place ?? -1))).toBe(true)
	})

	it('[SPEC 6.7] a node may have 100,000 claimants', () => {
		for (const name of ['claims of many on one node', 'versions by many of one node', 'versions of one node that its author retracted']) {
			const [, node] = nodesOf(name)
			expect(node?.state === 'contested' && node.claims.length).toBe(COUNT)
		}
	})

	it('[SPEC 6.5] a node may have 100,000 versions', () => {
		const [, node] = nodesOf('versions by one of one node')
		expect(node?.state === 'present' && node.earlier.length).toBe(COUNT)
	})

	it('[SPEC 6.10] a version may have 100,000 stances', () => {
		const confirmed = (name: string): unknown => {
			const [node] = nodesOf(name)
			return node?.state === 'present' && node.stances.confirm.count
		}
		expect(confirmed('stances of many on one version')).toBe(COUNT)
		expect(confirmed('stances of one on one version')).toBe(1)
	})

	it('[SPEC 6.8] each may answer something that nobody has', () => {
		expect(nodesOf('replies to what nobody has')).toHaveLength(2 * COUNT + 1)
	})

	it('[SPEC 6.11] a timeline may have 100,000 threads', () => {
		expect(timelineView(posts(COUNT), 2000)).toHaveLength(COUNT)
		expect(timelineView(claimedThreads(COUNT), 2000)).toEqual([])
	})
})
