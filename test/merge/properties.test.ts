import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { profileView } from '../../src/merge/profile.js'
import { claimsOf, indexClaims, isRetracted } from '../../src/merge/retraction.js'
import { stanceViews } from '../../src/merge/stances.js'
import { threadView } from '../../src/merge/thread.js'
import { timelineView } from '../../src/merge/timeline.js'
import type { ProfileView, StanceView, Thread, TimelineEntry } from '../../src/merge/types.js'
import { currentVouches } from '../../src/merge/vouches.js'
import { threadsOf } from '../../src/message/thread.js'
import type { Message, MessageId, Post, Reply, Vouch } from '../../src/message/types.js'
import { ANNA, BO, CARL, DORA } from './factory.js'
import { heldArbitrary, historyArbitrary, NOW } from './histories.js'
import { expired, oracleProfile, oracleStanceViews, oracleThread, oracleTimeline, oracleVouches, retracted } from './oracle.js'

const RUNS = { seed: 20_260_101, numRuns: 300 }

const versionsIn = (messages: readonly Message[]): readonly (Post | Reply)[] =>
	messages.filter((message): message is Post | Reply => message.kind === 'post' || message.kind === 'reply')
const threadsIn = (messages: readonly Message[]): readonly MessageId[] => [...new Set(messages.flatMap(threadsOf))].sort()
/** Without what a device adds on its own: bytes are compared by their ids. */
const inOrder = (messages: readonly Message[]): readonly Message[] => [...messages].sort((a, b) => (a.id < b.id ? -1 : 1))

interface Everything {
	readonly threads: readonly Thread[]
	readonly timeline: readonly TimelineEntry[]
	readonly profiles: readonly ProfileView[]
	readonly vouches: readonly Vouch[]
	readonly stances: readonly (readonly StanceView[])[]
}

/** Every view of a set. What to look at comes from `of`, so that sets can be compared that do not hold the same. */
function everything(messages: readonly Message[], of: readonly Message[], now: number): Everything {
	return {
		threads: threadsIn(of).map((thread) => threadView(messages, thread, now)),
		timeline: timelineView(messages, now),
		profiles: [ANNA, BO, CARL, DORA].map((author) => profileView(messages, author, now)),
		vouches: currentVouches(messages, now),
		stances: versionsIn(inOrder(of)).map((version) => stanceViews(version, messages, now)),
	}
}

function oracleEverything(messages: readonly Message[], of: readonly Message[], now: number): Everything {
	return {
		threads: threadsIn(of).map((thread) => oracleThread(messages, thread, now)),
		timeline: oracleTimeline(messages, now),
		profiles: [ANNA, BO, CARL, DORA].map((author) => oracleProfile(messages, author, now)),
		vouches: oracleVouches(messages, now),
		stances: versionsIn(inOrder(of)).map((version) => oracleStanceViews(version, messages, now)),
	}
}

const check = <T extends [unknown, ...unknown[]]>(property: fc.IProperty<T>): void => fc.assert(property, RUNS)

describe('views as a second implementation sees them', () => {
	it('[SPEC 6] agrees with the clauses taken literally', () => {
		check(
			fc.property(heldArbitrary, fc.constantFrom(0, 10, NOW, 26, 2000), (held, now) => {
				expect(everything(held, held, now)).toEqual(oracleEverything(held, held, now))
			}),
		)
	})

	it('[SPEC 6.11] agrees on filtered timelines', () => {
		const filter = fc.record(
			{
				space: fc.constantFrom('hagby', 'uppsala', 'nowhere'),
				topic: fc.constantFrom('fire', 'water'),
				author: fc.constantFrom(ANNA, BO),
			},
			{ requiredKeys: [] },
		)
		check(
			fc.property(heldArbitrary, filter, fc.integer({ min: 1, max: 3 }), (held, asked, limit) => {
				expect(timelineView(held, NOW, asked)).toEqual(oracleTimeline(held, NOW, asked))
				expect(timelineView(held, NOW, { limit })).toEqual(oracleTimeline(held, NOW, { limit }))
			}),
		)
	})

	it('[SPEC 6.2] agrees on what is retracted, with effect or without', () => {
		check(
			fc.property(heldArbitrary, (held) => {
				const index = indexClaims(held.flatMap((message) => (message.kind === 'retraction' ? claimsOf(message) : [])))
				expect(held.filter((message) => isRetracted(message, index))).toEqual(held.filter((message) => retracted(message, held)))
			}),
		)
	})
})

describe('views as pure functions of the set', () => {
	it('[SPEC 6.1] any order and any repetition give the same views', () => {
		const disordered = historyArbitrary.chain((history) =>
			fc.tuple(
				fc.constant(history),
				fc.shuffledSubarray([...history], { minLength: history.length }),
				fc.array(fc.constantFrom(...history), { maxLength: 10 }),
			),
		)
		check(
			fc.property(disordered, ([history, shuffled, again]) => {
				expect(everything([...again, ...shuffled, ...again], history, NOW)).toEqual(everything(history, history, NOW))
			}),
		)
	})

	it('[SPEC 6.1] a union of parts in any grouping gives the same views', () => {
		const merge = (a: readonly Message[], b: readonly Message[]): readonly Message[] => [
			...new Map([...a, ...b].map((one) => [one.id, one])).values(),
		]
		const parts = historyArbitrary.chain((history) =>
			fc.tuple(fc.constant(history), fc.subarray([...history]), fc.subarray([...history]), fc.subarray([...history])),
		)
		check(
			fc.property(parts, ([history, a, b, c]) => {
				const left = everything(merge(merge(a, b), c), history, NOW)
				expect(everything(merge(b, merge(c, a)), history, NOW)).toEqual(left)
				expect(everything(merge(merge(c, c), merge(a, merge(b, a))), history, NOW)).toEqual(left)
			}),
		)
	})

	it('[SPEC 6.3] who erased a retracted message sees what one sees who never held it', () => {
		check(
			fc.property(heldArbitrary, (held) => {
				const erased = held.filter((message) => !retracted(message, held))
				expect(everything(erased, held, NOW)).toEqual(everything(held, held, NOW))
			}),
		)
	})

	it('[SPEC 6.4] an expired message may be dropped, at once or later', () => {
		check(
			fc.property(heldArbitrary, fc.constantFrom(0, 24, NOW, 26), fc.constantFrom(0, 1, 50), (held, now, later) => {
				const kept = held.filter((message) => !expired(message, now))
				expect(everything(kept, held, now + later)).toEqual(everything(held, held, now + later))
			}),
		)
	})

	it('[SPEC 6.1] the view of a thread needs only the messages of the thread', () => {
		check(
			fc.property(heldArbitrary, (held) => {
				for (const thread of threadsIn(held)) {
					const own = held.filter((message) => threadsOf(message).includes(thread))
					expect(threadView(own, thread, NOW)).toEqual(threadView(held, thread, NOW))
				}
			}),
		)
	})

	it('[SPEC 5.2] messages without effect change nothing', () => {
		check(
			fc.property(heldArbitrary, (held) => {
				const effective = held.filter(({ kind }) => typeof kind === 'string')
				expect(everything(effective, effective, NOW)).toEqual(everything(held, effective, NOW))
			}),
		)
	})
})

describe('views and strangers', () => {
	it('[SPEC 6.7] nobody else changes what is current in a node whose first version is held', () => {
		check(
			fc.property(heldArbitrary, fc.constantFrom(ANNA, BO, CARL, DORA), (held, author) => {
				const own = held.filter((message) => message.author === author)
				for (const thread of threadsIn(held)) {
					const all = new Map(threadView(held, thread, NOW).nodes.map((node) => [node.id, node]))
					for (const alone of threadView(own, thread, NOW).nodes) {
						if (alone.state !== 'present' || !alone.firstHeld) continue
						const { message, conflicts, firstHeld, future, earlier } = alone
						const ids = earlier.map(({ id }) => id)
						const node = all.get(alone.id)
						expect(node).toMatchObject({ state: 'present', message, conflicts, firstHeld, future })
						expect(node?.state === 'present' && node.earlier.map(({ id }) => id)).toEqual(ids)
					}
				}
			}),
		)
	})

	it('[SPEC 6.2] nobody takes back what another one wrote', () => {
		check(
			fc.property(heldArbitrary, (held) => {
				for (const message of held) {
					const strangers = held.filter(({ author }) => author !== message.author)
					expect(retracted(message, [...strangers, message])).toBe(false)
				}
			}),
		)
	})
})

describe('the form of a thread', () => {
	it('[SPEC 6.8] [SPEC 6.9] is one tree, listed depth first, where nothing stands before what it answers', () => {
		check(
			fc.property(heldArbitrary, (held) => {
				for (const thread of threadsIn(held)) {
					const { nodes } = threadView(held, thread, NOW)
					const byId = new Map(nodes.map((node) => [node.id, node]))
					expect(byId.size).toBe(nodes.length)
					expect(nodes[0]).toMatchObject({ id: thread, depth: 0 })
					const listed: MessageId[] = []
					const open = [thread]
					for (let id = open.pop(); id !== undefined; id = open.pop()) {
						listed.push(id)
						open.push(...[...(byId.get(id)?.children ?? [])].reverse())
					}
					expect(nodes.map(({ id }) => id)).toEqual(listed)
					for (const node of nodes.slice(1)) {
						const parent = byId.get(node.parent as MessageId)
						expect(parent?.children).toContain(node.id)
						expect(node.depth).toBe((parent?.depth as number) + 1)
						expect(node.place ?? -1).toBeGreaterThanOrEqual(parent?.place ?? -1)
						expect(node.place ?? 0).toBeLessThanOrEqual(NOW)
					}
				}
			}),
		)
	})
})

describe('the histories of these tests', () => {
	it('contain every case that the clauses tell apart', () => {
		const seen = new Map<string, number>()
		const count = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1)
		for (const held of fc.sample(heldArbitrary, RUNS)) {
			for (const message of held) {
				count(typeof message.kind === 'number' ? 'without effect' : message.kind)
				if (retracted(message, held)) count('held but retracted')
				if (expired(message, NOW)) count('held but expired')
			}
			for (const { kind, claims, message, ...node } of threadsIn(held).flatMap((thread) =>
				threadView(held, thread, NOW).nodes.map((one) => ({ kind: undefined, claims: undefined, message: undefined, ...one })),
			)) {
				count(node.state)
				if (node.place === undefined) count('without time')
				if (node.depth > 2) count('deep')
				if ('future' in node && node.future) count('future')
				if ('firstHeld' in node) {
					count(`first version ${node.firstHeld ? 'held' : 'not held'}`)
					if (node.conflicts.length > 0) count('conflict')
					if (node.stances.confirm.count > 0) count('confirmed')
					if (node.earlier.some(({ stances }) => stances.confirm.count > 0)) count('confirmed in an earlier version')
				}
				if (claims?.some(({ retracted: one }) => one)) count('contested and partly retracted')
			}
			const parents = new Map<string, string>()
			for (const message of held) {
				if (message.kind !== 'retraction') continue
				for (const { target, first, parent } of message.targets) {
					if (first === undefined && parent !== undefined) parents.set(target, parent)
				}
			}
			for (const start of parents.keys()) {
				let at: string | undefined = start
				for (let step = 0; step < parents.size && at !== undefined; step++) {
					at = parents.get(at)
					if (at === start) count('cycle')
				}
			}
		}
		const rare = [...seen].filter(([, times]) => times < 10)
		const cases = 'contested;cycle;conflict;future;deep;held but retracted;held but expired;without effect;confirmed in an earlier version'
		expect([...seen.keys()]).toEqual(expect.arrayContaining(cases.split(';')))
		expect(rare).toEqual([])
	})
})
