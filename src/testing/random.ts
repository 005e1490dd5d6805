/** Numbers that look like chance and are the same for the same seed, on every machine. Not for keys. */

export interface Random {
	/** A whole number from 0 to `end` - 1. */
	below(end: number): number
	/** True once in so many times. */
	oneIn(times: number): boolean
	pick<T>(items: readonly T[]): T
	shuffled<T>(items: readonly T[]): readonly T[]
}

/** The generator "splitmix32". */
export function seededRandom(seed: number): Random {
	let state = seed | 0
	const next = (): number => {
		state = (state + 0x9e3779b9) | 0
		let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
		mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
		return (mixed ^ (mixed >>> 15)) >>> 0
	}
	const below = (end: number): number => next() % end
	return {
		below,
		oneIn: (times) => below(times) === 0,
		pick: <T>(items: readonly T[]): T => items[below(items.length)] as T,
		shuffled: <T>(items: readonly T[]): readonly T[] => {
			const copy = [...items]
			for (let i = copy.length - 1; i > 0; i--) {
				const j = below(i + 1)
				const held = copy[i] as T
				copy[i] = copy[j] as T
				copy[j] = held
			}
			return copy
		},
	}
}
