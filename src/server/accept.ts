/** Which type of answer a request wants (RFC 9110, 12.5.1). */
import { BudkavleError } from '../errors.js'

/** A request names few types; what is beyond is not read. */
const MOST_RANGES = 32
const RANGE = /^([a-z0-9!#$&^_.+*-]+)\/([a-z0-9!#$&^_.+*-]+)$/
const QUALITY = /^q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/

/** How much a type is wanted, from 0 to 1: the most exact range decides. */
function wanted(type: string, ranges: readonly { readonly range: string; readonly quality: number }[]): number {
	const [main] = type.split('/')
	for (const range of [type, `${main}/*`, '*/*']) {
		const found = ranges.find((one) => one.range === range)
		if (found !== undefined) return found.quality
	}
	return 0
}

/**
 * The type that is wanted most, the first among equals; the first of all where nothing is said.
 *
 * @throws {BudkavleError} `not-acceptable`
 */
export function chooseType<T extends string>(accept: string | null, types: readonly [T, ...T[]]): T {
	if (accept === null || accept.trim() === '') return types[0]
	const ranges = accept
		.toLowerCase()
		.split(',', MOST_RANGES)
		.flatMap((part) => {
			const [range = '', ...parameters] = part.split(';').map((word) => word.trim())
			if (!RANGE.test(range)) return []
			const quality = parameters.flatMap((word) => QUALITY.exec(word)?.[1] ?? [])[0]
			return [{ range, quality: quality === undefined ? 1 : Number(quality) }]
		})
	let best: T | undefined
	let most = 0
	for (const type of types) {
		const quality = wanted(type, ranges)
		if (quality > most) {
			best = type
			most = quality
		}
	}
	if (best !== undefined) return best
	throw new BudkavleError('not-acceptable', `There is an answer of the type ${types.join(' or ')} here. Accept one of them.`)
}
