/** What the processes write that are killed: the same batches in every process, so that both sides know what should be there. */
import type { Message } from '../../src/message/types.js'
import type { StoreBatch } from '../../src/store/types.js'
import { file, person } from '../../src/testing/cast.js'

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

/** Batches that overlap: each has half of the one before it. */
export async function sharedBatches(): Promise<readonly (readonly Message[])[]> {
	const anna = await person(0)
	const posts = await Promise.all(Array.from({ length: 210 }, (_, i) => anna.post({ text: `Shared ${i}`, time: i })))
	return Array.from({ length: 20 }, (_, i) => posts.slice(i * 10, i * 10 + 20))
}
