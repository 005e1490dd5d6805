/** The implementation in Python, as a process that answers requests (conformance/python/serve.py). */
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const SERVE = fileURLToPath(new URL('../../conformance/python/serve.py', import.meta.url))
/** Where Debian has it; elsewhere what the path offers. */
const CANDIDATES: readonly string[] = ['/usr/bin/python3', 'python3']
const NEEDED = 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else 1)'

/** A Python that can run it; `undefined` where there is none. */
export function findPython(): string | undefined {
	return CANDIDATES.find((command) => spawnSync(command, ['-c', NEEDED], { stdio: 'ignore' }).status === 0)
}

/** Asks one thing after the other; answers come in that order. */
export class Python {
	readonly #child: ChildProcessWithoutNullStreams
	readonly #waiting: ((line: string) => void)[] = []
	#errors = ''

	constructor(command: string) {
		this.#child = spawn(command, [SERVE], { stdio: 'pipe' })
		this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
			this.#errors += text
		})
		createInterface({ input: this.#child.stdout }).on('line', (line) => this.#waiting.shift()?.(line))
		this.#child.on('close', () => {
			for (const answer of this.#waiting.splice(0)) answer(JSON.stringify({ error: `it ended: ${this.#errors}` }))
		})
	}

	async ask(request: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>> {
		const line = await new Promise<string>((resolve) => {
			this.#waiting.push(resolve)
			this.#child.stdin.write(`${JSON.stringify(request)}\n`)
		})
		const answer = JSON.parse(line) as Readonly<Record<string, unknown>>
		if (answer.error !== undefined)
			throw new Error(`The implementation in Python failed on ${JSON.stringify(request)}: ${String(answer.error)}`)
		return answer
	}

	close(): void {
		this.#child.stdin.end()
	}
}
