/** What the processes do that are killed: the same in every process, so that both sides know what should be there. */
import type { Message, MessageId } from '../../src/message/types.js'
import type { Store, StoreBatch } from '../../src/store/types.js'
import { file, person } from '../../src/testing/cast.js'

/** One call of a store. */
export type Step = { readonly ingest: StoreBatch } | { readonly evict: readonly MessageId[] } | { readonly compact: true }

const BATCHES = 24
const TOPICS = ['bread', 'wells']

/**
 * Batches with posts, replies and attachments; in every third a retraction of some of what came two batches before; now and then something is let go of, and the store is compacted.
 */
export async function crashSteps(): Promise<readonly Step[]> {
	const [anna, bertil] = [await person(0), await person(1)]
	const steps: Step[] = []
	const batches: (readonly Message[])[] = []
	for (let i = 0; i < BATCHES; i++) {
		const { attachment, blob } = file(`picture ${i} `.repeat(1 + i * 40))
		const post = await anna.post({ text: `Post ${i} about bread.`, topics: TOPICS, time: 100 + i, attachments: [attachment] })
		const answers = [1, 2, 3].map((n) => bertil.reply({ text: `Answer ${n} to ${i}: ${'words '.repeat(50 * n)}`, root: post.id }))
		const messages: Message[] = [post, ...(await Promise.all(answers))]
		const old = batches[i - 2] ?? []
		if (i % 3 === 2) messages.push(await anna.retract({ targets: old.slice(0, 1) }), await bertil.retract({ targets: old.slice(1, 3) }))
		batches.push(messages)
		steps.push({ ingest: { messages, blobs: [blob] } })
		if (i % 5 === 4) steps.push({ evict: [batches[i - 1]?.[0]?.id, batches[i - 3]?.[3]?.id].filter((id) => id !== undefined) })
		if (i % 8 === 7) steps.push({ compact: true })
	}
	return steps
}

export async function take(store: Pick<Store, 'ingest' | 'evict' | 'compact'>, step: Step): Promise<void> {
	if ('ingest' in step) await store.ingest(step.ingest)
	else if ('evict' in step) await store.evict(step.evict)
	else await store.compact()
}

/** Batches that overlap: each has half of the one before it. */
export async function sharedBatches(): Promise<readonly (readonly Message[])[]> {
	const anna = await person(0)
	const posts = await Promise.all(Array.from({ length: 210 }, (_, i) => anna.post({ text: `Shared ${i}`, time: i })))
	return Array.from({ length: 20 }, (_, i) => posts.slice(i * 10, i * 10 + 20))
}
