/** A sentence for each skip that `allowed` does not expect or that gives no reason. `*` in a pattern stands for any text. */
export declare function judgeSkips(
	skips: readonly { readonly name: string; readonly note: string | undefined }[],
	allowed: readonly { readonly test: string; readonly reason: string }[],
): string[]
