/** What the processes and pages write that are killed: the same batches in each, so that both sides know what should be there. */
import type { Message } from '../../src/message/types.js'
import type { Store, StoreBatch } from '../../src/store/types.js'
import { file, person } from '../../src/testing/cast.js'
import { seededRandom } from '../../src/testing/random.js'
import type { Universe } from '../../src/testing/store-compare.js'
import { compareStore } from '../../src/testing/store-compare.js'
import { StoreModel } from '../../src/testing/store-model.js'

const COUNT = 24
const TOPICS = ['bread', 'wells']

/** Batches with posts, replies, attachments and, in every third, a retraction of some of what came two batches before. */
export async function crashBatches(): Promise<readonly StoreBatch[]> {
	const [anna, bertil] = [await person(0), await person(1)]
	const batches: StoreBatch[] = []
	for (let i = 0; i < COUNT; i++) {
		const { attachment, blob } = file(`picture ${i} `.repeat(1 + i * 40))
		const post = await anna.post({ text: `Post ${i} about bread.`, topics: TOPICS, time: 100 + i, attachments: [attachment] })
		const answers = [1, 2, 3].map((n) => bertil.reply({ text: `Answer ${n} to ${i}: ${'words '.repeat(50 * n)}`, root: post.id }))
		const messages: Message[] = [post, ...(await Promise.all(answers))]
		const old = batches[i - 2]?.messages ?? []
		if (i % 3 === 2) messages.push(await anna.retract({ targets: old.slice(0, 1) }), await bertil.retract({ targets: old.slice(1, 3) }))
		batches.push({ messages, blobs: [blob] })
	}
	return batches
}

function universeOf(batches: readonly StoreBatch[]): Universe {
	const messages = batches.flatMap((batch) => batch.messages)
	return {
		messages,
		authors: [...new Set(messages.map(({ author }) => author))],
		logs: [0],
		spaces: ['none'],
		topics: TOPICS,
		words: ['post', 'answer', 'bread'],
		hashes: batches.flatMap(({ blobs = [] }) => blobs.map(({ hash }) => hash)),
	}
}

/** How many batches are in a store, all of them whole: as many as were acknowledged, or more that were under way. Rejects when it holds anything else. */
export async function wholeBatches(store: Store, batches: readonly StoreBatch[], acknowledged: number): Promise<number> {
	const universe = universeOf(batches)
	const { messages } = await store.stats()
	const model = new StoreModel()
	for (const [i, batch] of batches.entries()) {
		if (i >= acknowledged && model.stats().messages === messages) {
			await compareStore(store, model, universe, seededRandom(i))
			return i
		}
		model.ingest(batch)
	}
	await compareStore(store, model, universe, seededRandom(0))
	return batches.length
}
