/** What a view need not compute twice. A result is a function of its inputs; as long as these are the same objects, it is the same result. */

interface Remembered {
	readonly inputs: readonly unknown[]
	readonly value: unknown
	turn: number
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
	if (a.length !== b.length) return false
	for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
	return true
}

/** For whoever computes a view again and again while its messages grow. It changes no result, only how long it takes. */
export class Memo {
	readonly #computations: Map<string, Map<string, Remembered>> = new Map()
	#turn = 0
	#others = 0

	/** The result for these inputs, computed where the last ones for this computation and subject were others. A computation depends on its subject and its inputs alone. */
	of<T>(computation: string, subject: string, inputs: readonly unknown[], compute: () => T): T {
		let results = this.#computations.get(computation)
		if (results === undefined) {
			results = new Map()
			this.#computations.set(computation, results)
		}
		const known = results.get(subject)
		if (known !== undefined && isSame(known.inputs, inputs)) {
			known.turn = this.#turn
			return known.value as T
		}
		const value = compute()
		results.set(subject, { inputs, value, turn: this.#turn })
		return value
	}

	/** A computation of its own, beside those of the same name for other standpoints. */
	another(computation: string): string {
		return `${computation} ${++this.#others}`
	}

	/** Forgets what nobody asked for since the last time. */
	next(): void {
		for (const results of this.#computations.values()) {
			for (const [subject, { turn }] of results) if (turn !== this.#turn) results.delete(subject)
		}
		this.#turn++
	}
}

/** `compute` with or without a memo. */
export function remember<T>(memo: Memo | undefined, computation: string, subject: string, inputs: readonly unknown[], compute: () => T): T {
	return memo === undefined ? compute() : memo.of(computation, subject, inputs, compute)
}
