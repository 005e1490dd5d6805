/** What all measurements share: processor time, and what it is compared with. */
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'

/** Prints rows of a table whose first column has this width. */
export function rowsOf(first: number): (...cells: readonly (string | number)[]) => void {
	return (...cells) => console.log(cells.map((cell, i) => (i === 0 ? String(cell).padEnd(first) : String(cell).padStart(14))).join(''))
}

export const row: ReturnType<typeof rowsOf> = rowsOf(62)

/** Processor time in seconds, which other programs on the machine change less than the time that passes. */
export async function cpuSeconds(work: () => unknown): Promise<number> {
	const before = process.cpuUsage()
	await work()
	const { user, system } = process.cpuUsage(before)
	return (user + system) / 1e6
}

/** The least that several runs measure. */
export async function least(runs: number, measure: () => Promise<number>): Promise<number> {
	let lowest = Number.POSITIVE_INFINITY
	for (let run = 0; run < runs; run++) lowest = Math.min(lowest, await measure())
	return lowest
}

/** The least processor time of several runs. */
export const best = (runs: number, work: () => unknown): Promise<number> => least(runs, () => cpuSeconds(work))

/** Bare verifications of 51 bytes by node:crypto per CPU-second, with a key object that is kept. */
export async function bareVerifications(): Promise<number> {
	const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 1)])
	const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
	const open = createPublicKey(key)
	const text = Buffer.alloc(51, 1)
	const signature = sign(null, text, key)
	const count = 3000
	const seconds = await best(5, () => {
		for (let i = 0; i < count; i++) verify(null, text, open, signature)
	})
	return count / seconds
}
