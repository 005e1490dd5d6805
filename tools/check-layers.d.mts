/** One broken rule of the structure of src. */
export interface Violation {
	/** The path, like `src/merge/order.ts`. */
	readonly file: string
	/** From 1. */
	readonly line: number
	/** The name of the rule. */
	readonly rule: string
	/** What is wrong and what to do. */
	readonly message: string
}

/** The most lines that a file may have. */
export declare const MAX_LINES: number

/** Judges files by their text alone. Keys are paths like `src/merge/order.ts`. */
export declare function checkSources(files: ReadonlyMap<string, string>): Violation[]
