import { describe, expect, test } from 'vitest'
import type { Answer, QuestionView } from '../../src/merge/knowledge-types.js'
import { renderInbox, renderQuestions } from '../../src/render/terminal.js'
import type { InboxItem } from '../../src/replica/view-types.js'
import { ANNA, BERTIL, id, NAMES, post, present, reply } from './fixtures.js'

const asker = { id: ANNA, keys: [ANNA] }
const question = post(1, ANNA, 'Is the well safe?', { question: true, topics: ['water'], lang: 'en' })

function answer(node: number, version: number, endorsement: number): Answer {
	return { node: id(node), version: id(version), endorsement: id(endorsement) }
}

describe('renderQuestions', () => {
	const open: QuestionView = { thread: id(1), node: present(question), asker, state: 'open', answers: [], earlier: [answer(3, 4, 22)] }
	const node = present(reply(5, ANNA, 'For how long?', { question: true }), { depth: 1 })
	const answered: QuestionView = {
		thread: id(1),
		node,
		asker,
		state: 'answered',
		answers: [answer(6, 6, 21), answer(7, 8, 23)],
		earlier: [],
	}

	test('[SPEC 6.17] tells what is open, what was answered by what, and what was changed since', () => {
		const messages = new Map([[id(6), reply(6, BERTIL, 'Three minutes.')]])
		expect(renderQuestions([open, answered], { names: NAMES, messages })).toEqual([
			'? Anna <aaaa1111>  2026-05-28 20:26 UTC  #00010000',
			'  open question · language en',
			'  topics: water',
			'  │ Is the well safe?',
			'  ! #00030000',
			'    changed since the asker confirmed #00040000 with #00160000: look again',
			'',
			'✓ Anna <aaaa1111>  2026-05-28 20:26 UTC  #00050000',
			'  answered question · in thread #00010000',
			'  │ For how long?',
			'  ✓ Bertil <bbbb2222>  2026-05-28 20:26 UTC  #00060000',
			'    │ Three minutes.',
			'    confirmed by the asker with #00150000',
			'  ✓ #00070000',
			'    confirmed by the asker with #00170000',
		])
	})

	test('gives no lines without questions', () => {
		expect(renderQuestions([])).toEqual([])
	})
})

describe('renderInbox', () => {
	const item = (more: Partial<InboxItem>): InboxItem => ({
		thread: id(1),
		node: present(reply(2, BERTIL, 'Boil it.'), { depth: 1 }),
		reply: false,
		question: false,
		answered: false,
		unread: false,
		...more,
	})

	test('[SPEC 6.17] marks what is unread, and says why it is there and whether it was answered', () => {
		const asked = present(post(3, BERTIL, 'And the other well?', { question: true }))
		expect(
			renderInbox(
				[
					item({ reply: true, unread: true }),
					item({ thread: id(3), node: asked, question: true, reply: true }),
					item({ reply: true, answered: true }),
				],
				{
					names: NAMES,
				},
			),
		).toEqual([
			'● Bertil <bbbb2222>  2026-05-28 20:26 UTC  #00020000',
			'  unread · answers you · in thread #00010000',
			'  │ Boil it.',
			'',
			'◦ Bertil <bbbb2222>  2026-05-28 20:26 UTC  #00030000',
			'  answers you · open question',
			'  │ And the other well?',
			'',
			'◦ Bertil <bbbb2222>  2026-05-28 20:26 UTC  #00020000',
			'  answers you · you wrote below it · in thread #00010000',
			'  │ Boil it.',
		])
	})

	test('shows the beginning of long texts, and what belongs to a revision', () => {
		const node = present(reply(4, BERTIL, 'a\nb\nc\nd', { first: id(2), rev: 1, topics: ['water'] }), { firstHeld: false, future: true })
		expect(renderInbox([item({ node, reply: true })]).slice(1)).toEqual([
			'  answers you · in thread #00010000 · revision 1 · this version is #00040000 · dated in the future · its first version is not here',
			'  topics: water',
			'  │ a',
			'  │ b',
			'  │ c',
			'  …',
		])
	})
})
