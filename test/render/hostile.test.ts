import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TerminalOptions } from '../../src/render/terminal.js'
import {
	renderCircle,
	renderCompleteness,
	renderCorroboration,
	renderFound,
	renderInbox,
	renderPeople,
	renderQuestions,
	renderThread,
	renderTimeline,
} from '../../src/render/terminal.js'
import { hostileText, UNCONTROLLED } from './hostile.js'
import type { Village } from './village.js'
import { poisoned, village } from './village.js'

const peaceful = await village()

function everything(where: Village, more: TerminalOptions): readonly string[] {
	const options: TerminalOptions = { names: where.names, endorsements: where.endorsements, messages: where.contents, ...more }
	const [node] = where.thread.nodes
	return [
		...renderThread(where.thread, options),
		...(node?.state === 'present' ? renderTimeline([{ node, replies: 1 }], options) : []),
		...renderFound([...where.contents.values()], options),
		...where.corroborations.flatMap((each) => renderCorroboration(each, options)),
		...renderQuestions(where.questions, options),
		...renderInbox(where.inbox, options),
		...renderPeople([where.anna, ...where.circle.people], options),
		...renderCircle(where.circle, options),
		...renderCompleteness(where.logs, options),
	]
}

function withoutColours(line: string): string {
	return line.replace(/\u001B\[(?:1|2|22|3[1-9])m/g, '')
}

/** The lines that are ours: without those behind a bar or label, and without names, which end where only we write. */
function ours(where: Village): readonly string[] {
	const lines = everything(where, { width: 100 }).filter(
		(line) => !/^ *(?:\u2502|\u2026$|(?:source|space|topics|name|attachment)\b[^:]*:)/.test(line),
	)
	return lines.map((line) => line.replace(/^( *).*?(<[0-9a-f]{8,64}>)/, '$1$2'))
}

describe('hostile names and texts', () => {
	test('[SPEC 11.3] no line of any view holds a control character but our own colours', () => {
		fc.assert(
			fc.property(hostileText, fc.integer({ min: 40, max: 100 }), fc.boolean(), (text, width, colour) => {
				for (const line of everything(poisoned(peaceful, text), { width, colour })) expect(withoutColours(line)).toMatch(UNCONTROLLED)
			}),
			{ seed: 17, numRuns: 150 },
		)
	})

	test('[SPEC 11.3] whatever people write, what stands outside of bars, labels and names stays the same', () => {
		const expected = ours(poisoned(peaceful, 'peace'))
		expect(expected.length).toBeGreaterThan(50)
		fc.assert(
			fc.property(hostileText, (text) => {
				fc.pre(text !== '')
				expect(ours(poisoned(peaceful, text))).toEqual(expected)
			}),
			{ seed: 19, numRuns: 150 },
		)
	})
})
