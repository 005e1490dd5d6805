/** What a view need not compute twice. A result is a function of its inputs; as long as these are the same objects, it is the same result. */

interface Remembered {
	readonly inputs: readonly unknown[]
	readonly value: unknown
	turn: number
}

const isSame = (a: readonly unknown[], b: readonly unknown[]): boolean => a.length === b.length && a.every((input, i) => input === b[i])

/** For whoever computes a view again and again while its messages grow. It changes no result, only how long it takes. */
export class Memo {
	readonly #results: Map<string, Remembered> = new Map()
	#turn = 0

	/** The result for these inputs, computed where the last ones under this name were others. One name stands for one computation. */
	of<T>(name: string, inputs: readonly unknown[], compute: () => T): T {
		const known = this.#results.get(name)
		if (known !== undefined && isSame(known.inputs, inputs)) {
			known.turn = this.#turn
			return known.value as T
		}
		const value = compute()
		this.#results.set(name, { inputs, value, turn: this.#turn })
		return value
	}

	/** Forgets what nobody asked for since the last time. */
	next(): void {
		for (const [name, { turn }] of this.#results) if (turn !== this.#turn) this.#results.delete(name)
		this.#turn++
	}
}

/** `compute` with or without a memo. */
export function remember<T>(memo: Memo | undefined, name: string, inputs: readonly unknown[], compute: () => T): T {
	return memo === undefined ? compute() : memo.of(name, inputs, compute)
}
