/** Sets of messages with names, as merge.json and knowledge.json have them: in every order and grouping, as messages and in a replica. */
import fc from 'fast-check'
import { expect } from 'vitest'
import { toHex } from '../../src/bytes.js'
import type { Message } from '../../src/message/types.js'
import { verifyMessage } from '../../src/message/verify.js'
import { openReplica } from '../../src/replica/open.js'
import type { Replica } from '../../src/replica/types.js'
import { memoryStore } from '../../src/store/memory.js'
import { signatureIn } from '../support/message-bytes.js'
import type { Case, LongHex } from './read.js'
import { bytesOf } from './read.js'

/** A view as JSON, with names for ids and keys. */
export type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json }
export type Named = Readonly<Record<string, Json>>

export interface SetCase extends Case {
	readonly clause: string
	readonly comment: string
	readonly now: number
	readonly messages: readonly { readonly name: string; readonly id: string; readonly message: LongHex }[]
	/** Some of the messages with another valid signature. */
	readonly again?: readonly LongHex[]
	readonly absent?: Readonly<Record<string, string>>
}

export type Authors = Readonly<Record<string, string>>

/** How the names of a case stand for ids and keys, in both directions. */
export interface Names {
	idOf(name: string): string
	nameOf(id: string): string
	/** One view for each name that is asked for. */
	each(asked: Named, view: (id: string) => Promise<Json>): Promise<Named>
}

export function namesOf(authors: Authors, { absent = {}, messages }: SetCase): Names {
	const ids = new Map([...Object.entries(authors), ...Object.entries(absent), ...messages.map(({ name, id }) => [name, id] as const)])
	const names = new Map([...ids].map(([name, id]) => [id, name]))
	const idOf = (name: string): string => ids.get(name) ?? name
	return {
		idOf,
		nameOf: (id) => names.get(id) ?? id,
		each: async (asked, view) =>
			Object.fromEntries(await Promise.all(Object.keys(asked).map(async (name) => [name, await view(idOf(name))] as const))),
	}
}

export function list(name: string, items: readonly Json[]): { readonly [key: string]: Json } {
	return items.length === 0 ? {} : { [name]: items }
}

const hexOf = ({ messages, again = [] }: SetCase): readonly LongHex[] => [...messages.map(({ message }) => message), ...again]

/** The messages of a case, verified, in the order of the file; those that are signed again come last. */
export async function messagesOf(one: SetCase): Promise<readonly Message[]> {
	return Promise.all(hexOf(one).map((message) => verifyMessage(bytesOf(message))))
}

/** Orders and groupings: parts of the set that overlap and together are the whole, each in an order of its own, joined one after the other. */
export function groupings(messages: readonly Message[]): fc.Arbitrary<readonly Message[]> {
	return fc
		.array(fc.shuffledSubarray([...messages]), { maxLength: 3 })
		.chain((parts) =>
			fc
				.tuple(fc.shuffledSubarray([...messages], { minLength: messages.length }), fc.nat({ max: parts.length }))
				.map(([whole, at]) => parts.toSpliced(at, 0, whole).flat()),
		)
}

/** Every message as the file names it, each once. */
export async function expectNames(cases: readonly SetCase[]): Promise<void> {
	for (const one of cases) {
		const messages = await messagesOf(one)
		const ids = one.messages.map(({ id }) => id)
		expect(messages.slice(0, ids.length).map(({ id }) => id)).toEqual(ids)
		for (const { id } of messages) expect(ids).toContain(id)
		expect(new Set(messages.map((message) => toHex(signatureIn(message)))).size).toBe(messages.length)
		const all = [...ids, ...Object.values(one.absent ?? {})]
		expect(new Set(all).size).toBe(all.length)
	}
}

/** What a replica that received the messages one by one shows, whatever the order. */
export async function expectReplicas(one: SetCase, seed: number, check: (replica: Replica) => Promise<void>): Promise<void> {
	const all = hexOf(one).map(bytesOf)
	await fc.assert(
		fc.asyncProperty(fc.shuffledSubarray(all, { minLength: all.length }), async (order) => {
			const replica = await openReplica({ store: memoryStore(), clock: () => one.now })
			for (const message of order) await replica.receive(message)
			await check(replica)
			await replica.close()
		}),
		{ seed, numRuns: 4, examples: [[all], [[...all].reverse()]] },
	)
}
