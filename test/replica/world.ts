/** Replicas for tests: deterministic people, a clock that is set by hand, stores in memory. */

import type { Identity, Replica, ReplicaOptions, Store } from '../../src/index.js'
import { createIdentity, openReplica } from '../../src/index.js'
import { memoryStore } from '../../src/store/memory.js'

/** A person whose key comes from a number, the same in every run. */
export function person(number: number): Promise<Identity> {
	return createIdentity({ random: (length) => new Uint8Array(length).fill(number) })
}

export interface Clock {
	now: number | undefined
}

export interface Member {
	readonly replica: Replica
	readonly store: Store
	readonly clock: Clock
	readonly author: string
}

export const NOON = 1_790_000_000

/** A replica over a fresh store in memory, writing log 0 of its own person. */
export async function member(number: number, options: Partial<ReplicaOptions> = {}): Promise<Member> {
	const signer = await person(number)
	const store = options.store ?? memoryStore()
	const clock: Clock = { now: NOON }
	const replica = await openReplica({ signer, log: 0, clock: () => clock.now, ...options, store })
	return { replica, store, clock, author: signer.author }
}

/** Carries everything from one replica to another. */
export async function carry(from: Replica, to: Replica): Promise<void> {
	await to.receive(await from.export())
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
	const all: T[] = []
	for await (const item of items) all.push(item)
	return all
}
