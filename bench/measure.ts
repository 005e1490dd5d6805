/** What all measurements share: processor time, and what it is compared with. */
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'

export function row(...cells: readonly (string | number)[]): void {
	console.log(cells.map((cell, i) => (i === 0 ? String(cell).padEnd(62) : String(cell).padStart(14))).join(''))
}

/** Processor time in seconds, which other programs on the machine change less than the time that passes. */
export async function cpuSeconds(work: () => unknown): Promise<number> {
	const before = process.cpuUsage()
	await work()
	const { user, system } = process.cpuUsage(before)
	return (user + system) / 1e6
}

/** The least of several runs. */
export async function best(runs: number, work: () => unknown): Promise<number> {
	let least = Number.POSITIVE_INFINITY
	for (let run = 0; run < runs; run++) least = Math.min(least, await cpuSeconds(work))
	return least
}

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
