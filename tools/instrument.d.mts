/**
 * A TypeScript file as JavaScript that counts each branch in a global array named `fuzzed`.
 *
 * @param nextBranch gives each branch its number
 */
export declare function instrument(text: string, path: string, nextBranch: () => number): string
