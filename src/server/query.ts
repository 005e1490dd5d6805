/** What addresses say: ids, names and numbers, each checked before it is used. All functions throw `argument-invalid`. */
import { BudkavleError } from '../errors.js'
import { LIMITS } from '../limits.js'

const HEX_ID = /^[0-9a-f]{64}$/
const NUMBER = /^[1-9]\d{0,5}$/
export const MOST_ENTRIES = 200
export const DEFAULT_ENTRIES = 50

export function checkedId(id: string | undefined, what: string): string {
	if (id !== undefined && HEX_ID.test(id)) return id
	throw new BudkavleError('argument-invalid', `Expected ${what} as 64 lower-case hex digits.`)
}

export class Query {
	readonly #values: URLSearchParams

	/** Each of these names at most once, and no other. */
	constructor(values: URLSearchParams, names: readonly string[]) {
		for (const name of new Set(values.keys())) {
			const known = names.length === 0 ? 'none is known here' : `known here: ${names.join(', ')}`
			if (!names.includes(name)) throw new BudkavleError('argument-invalid', `The query has a parameter that is not known; ${known}.`)
			if (values.getAll(name).length > 1) throw new BudkavleError('argument-invalid', `The query has ${name} more than once.`)
		}
		this.#values = values
	}

	has(name: string): boolean {
		return this.#values.has(name)
	}

	id(name: string): string | undefined {
		const value = this.#values.get(name)
		return value === null ? undefined : checkedId(value, name)
	}

	text(name: string, most: number): string | undefined {
		const value = this.#values.get(name)
		if (value === null) return undefined
		if (value.length >= 1 && value.length <= most) return value
		throw new BudkavleError('argument-invalid', `Expected ${name} as a text of 1 to ${most} characters.`)
	}

	oneOf<T extends string>(name: string, words: readonly [T, ...T[]]): T {
		const value = this.#values.get(name) ?? words[0]
		const word = words.find((one) => one === value)
		if (word !== undefined) return word
		throw new BudkavleError('argument-invalid', `Expected ${name} as ${words.join(' or ')}.`)
	}

	limit(): number {
		const value = this.#values.get('limit')
		if (value === null) return DEFAULT_ENTRIES
		if (NUMBER.test(value) && Number(value) <= MOST_ENTRIES) return Number(value)
		throw new BudkavleError('argument-invalid', `Expected limit as a whole number from 1 to ${MOST_ENTRIES}.`)
	}

	/** Which threads a list is about. */
	filter(): { readonly space?: string; readonly topic?: string } {
		const space = this.text('space', LIMITS.space)
		const topic = this.text('topic', LIMITS.topic)
		return { ...(space === undefined ? {} : { space }), ...(topic === undefined ? {} : { topic }) }
	}
}
