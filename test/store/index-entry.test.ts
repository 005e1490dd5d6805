import { describe, expect, test } from 'vitest'
import { fromHex } from '../../src/bytes.js'
import { createEndorsement, createPost, createPrivate, createReply, createRetraction, createVouch } from '../../src/message/create.js'
import { indexEntry } from '../../src/store/index-entry.js'
import { file } from '../../src/testing/cast.js'
import { testSigner } from '../support/signers.js'

const anna = await testSigner(1)
const bertil = await testSigner(2)
const { attachment } = file('a picture')
const post = await createPost(anna, {
	seq: 1,
	time: 5,
	space: 'hagby',
	text: 'Bread.',
	topics: ['food', 'bread'],
	attachments: [attachment, attachment],
})

describe('the facts that stores index', () => {
	test('of a post', () => {
		expect(indexEntry(post)).toEqual({
			id: post.id,
			kind: 1,
			author: anna.author,
			log: 0,
			seq: 1,
			time: 5,
			space: 'hagby',
			thread: post.id,
			threads: [post.id],
			targets: [],
			aims: [],
			first: undefined,
			topics: ['bread', 'food'],
			question: false,
			text: 'Bread.\nbread\nfood',
			expires: undefined,
			blobs: [attachment.hash],
			claims: [],
			retractable: true,
			isAboutPeople: false,
			size: post.payload.length + 64,
		})
	})

	test('of what speaks about something', async () => {
		const reply = await createReply(bertil, { seq: 1, root: post.id, text: 'Thanks.', question: true, first: bertil.author, rev: 1 })
		expect(indexEntry(reply)).toMatchObject({
			kind: 2,
			thread: post.id,
			threads: [post.id],
			targets: [],
			question: true,
			first: bertil.author,
			retractable: true,
		})
		const endorsement = await createEndorsement(bertil, { seq: 2, target: reply.id, root: post.id, stance: 'confirm' })
		expect(indexEntry(endorsement)).toMatchObject({
			kind: 3,
			threads: [post.id],
			targets: [reply.id],
			aims: [reply.id],
			text: undefined,
			retractable: false,
		})
		const vouch = await createVouch(bertil, { seq: 3, subject: anna.author, stance: 'vouch' })
		expect(indexEntry(vouch)).toMatchObject({ kind: 4, threads: [vouch.id], targets: [anna.author], aims: [], retractable: false })
		const retraction = await createRetraction(bertil, { seq: 4, targets: [reply, await createPost(bertil, { seq: 9, log: 2, text: 'x' })] })
		const [a, b] = retraction.targets
		expect(indexEntry(retraction)).toMatchObject({
			kind: 5,
			threads: [...new Set([retraction.id, a?.root ?? a?.first ?? a?.target, b?.root ?? b?.first ?? b?.target])],
			targets: [a?.target, b?.target],
			aims: [a?.target, b?.target],
			claims: [a, b].map((stub) => ({
				thread: stub?.root ?? stub?.first ?? stub?.target,
				target: stub?.target,
				log: stub?.log,
				seq: stub?.seq,
			})),
			retractable: false,
		})
	})

	test('of what has no effect: fields mean the same in every kind (SPEC 3.3, 5.1)', async () => {
		const root = fromHex(post.id) as Uint8Array
		const own = await createPrivate(anna, {
			seq: 2,
			kind: 200,
			fields: new Map<number, Uint8Array | string>([
				[6, root],
				[21, fromHex(bertil.author) as Uint8Array],
				[14, 'text'],
			]),
		})
		expect(indexEntry(own)).toMatchObject({
			kind: 200,
			thread: post.id,
			targets: [bertil.author],
			text: undefined,
			claims: [],
			retractable: true,
		})
		const hidden = await createPost(anna, {
			seq: 3,
			text: 'Hidden.',
			topics: ['bread'],
			attachments: [attachment],
			extra: new Map([[128, 1]]),
		})
		expect(indexEntry(hidden)).toMatchObject({ kind: 1, text: undefined, topics: ['bread'], blobs: [attachment.hash], retractable: true })
		const void_ = await createRetraction(anna, { seq: 4, targets: [post], extra: new Map([[128, 1]]) })
		expect(indexEntry(void_)).toMatchObject({ kind: 5, threads: [void_.id, post.id], targets: [], claims: [] })
	})
})
