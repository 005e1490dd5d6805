import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CborMap } from '../../src/encoding/value.js'
import type { ContestedNode } from '../../src/merge/types.js'
import type { OtherMessage } from '../../src/message/types.js'
import {
	circleJson,
	completenessJson,
	corroborationJson,
	entryJson,
	inboxItemJson,
	messageJson,
	nodeCorroborationJson,
	personJson,
	printableJson,
	questionJson,
	threadJson,
} from '../../src/render/json.js'
import { ANNA, BERTIL, id, post, present, reply, thread } from './fixtures.js'
import { hostileText, UNCONTROLLED } from './hostile.js'
import { NOTHING, outside } from './knowledge.js'
import { village } from './village.js'

const where = await village()

/** What is left of a value when it went over a wire. */
function sent(value: unknown): unknown {
	return JSON.parse(JSON.stringify(value))
}

describe('messageJson', () => {
	test('has the names of the shape, without payload and signature', () => {
		expect(messageJson(post(1, ANNA, 'x', { topics: ['water'] }))).toEqual({
			kind: 'post',
			id: id(1),
			author: ANNA,
			thread: id(1),
			log: 0,
			seq: 1,
			time: 1_780_000_000,
			text: 'x',
			format: 'plain',
			topics: ['water'],
			sources: [],
			attachments: [],
			question: false,
			rev: 0,
			bytes: 65,
		})
	})

	test('shows unknown and private fields of a known kind, and all fields of another one, with bytes told from text', () => {
		const fields: CborMap = new Map<number, CborMap | Uint8Array | string>([
			[14, 'x'],
			[129, new Uint8Array([1, 255])],
			[131, new Map([[0, 'ladder']])],
		])
		expect(messageJson(post(1, ANNA, 'x', { fields }))).toMatchObject({ fields: { 129: { hex: '01ff' }, 131: { 0: 'ladder' } } })
		expect(messageJson(post(1, ANNA, 'x', { fields })).fields).not.toHaveProperty('14')
		const other: OtherMessage = { ...post(1, ANNA, 'x'), kind: 130, fields } as unknown as OtherMessage
		expect(messageJson(other).fields).toEqual({ 14: 'x', 129: { hex: '01ff' }, 131: { 0: 'ladder' } })
	})
})

describe('views as JSON', () => {
	test('a thread and a timeline hold their messages as messageJson gives them', () => {
		const contested: ContestedNode = {
			id: id(3),
			depth: 1,
			children: [],
			state: 'contested',
			future: false,
			claims: [
				{ author: ANNA, retracted: true },
				{ author: BERTIL, retracted: false, message: reply(4, BERTIL, 'Mine.') },
			],
		}
		const root = present(post(1, ANNA, 'x'))
		expect(threadJson(thread(root, contested, { id: id(5), depth: 1, children: [], state: 'missing' }))).toEqual({
			id: id(1),
			nodes: [
				{ ...root, message: messageJson(root.message) },
				{
					...contested,
					claims: [
						{ author: ANNA, retracted: true },
						{ author: BERTIL, retracted: false, message: messageJson(reply(4, BERTIL, 'Mine.')) },
					],
				},
				{ id: id(5), depth: 1, children: [], state: 'missing' },
			],
		})
		expect(entryJson({ node: root, replies: 2 })).toEqual({ node: { ...root, message: messageJson(root.message) }, replies: 2 })
	})

	test('[SPEC 6.16] corroboration keeps every number with the endorsements behind it', () => {
		for (const view of where.corroborations) {
			expect(nodeCorroborationJson(view)).toEqual(view)
			expect(corroborationJson(view.current)).toEqual(view.current)
		}
		expect(corroborationJson({ ...NOTHING, dispute: { ...NOTHING.dispute, outside: outside([ANNA, id(21)]) } })).toMatchObject({
			version: id(1),
			dispute: {
				outside: { keys: { count: 1, endorsements: [id(21)], speakers: [{ person: { id: ANNA, keys: [ANNA] }, endorsement: id(21) }] } },
			},
		})
	})

	test('[SPEC 6.13, 6.15, 6.17, 6.18] questions, inbox, people, circle and logs are all there', () => {
		for (const question of where.questions)
			expect(questionJson(question)).toEqual({ ...question, node: { ...question.node, message: messageJson(question.node.message) } })
		for (const item of where.inbox)
			expect(inboxItemJson(item)).toEqual({ ...item, node: { ...item.node, message: messageJson(item.node.message) } })
		expect(where.inbox.map(inboxItemJson)).toMatchObject([{ unread: true, reply: true, question: false, answered: false }])
		expect(personJson(where.anna)).toEqual(where.anna)
		expect(circleJson(where.circle)).toEqual(where.circle)
		for (const log of where.logs) expect(completenessJson(log)).toEqual(log)
	})

	test('nothing of it changes on the wire', () => {
		const everything = [
			threadJson(where.thread),
			...where.corroborations.map(nodeCorroborationJson),
			...where.questions.map(questionJson),
			...where.inbox.map(inboxItemJson),
			personJson(where.anna),
			circleJson(where.circle),
			...where.logs.map(completenessJson),
			...where.messages.map(messageJson),
		]
		expect(sent(everything)).toEqual(everything)
	})
})

describe('printableJson', () => {
	test('is the same value on one line on which nothing acts', () => {
		fc.assert(
			fc.property(hostileText, (text) => {
				const printed = printableJson({ [text]: [text] })
				expect(printed).toMatch(UNCONTROLLED)
				expect(JSON.parse(printed)).toEqual({ [text]: [text] })
			}),
			{ seed: 37, numRuns: 500 },
		)
	})
})
