/** A replica over a medium: whatever comes is taken in, and whatever asks is answered (SPEC 8.1, 8.13). */
import { decodeAnswer, decodeAsk } from '../bundle/exchange-sections.js'
import { readBundles } from '../bundle/read.js'
import { toHex } from '../bytes.js'
import { BudkavleError } from '../errors.js'
import { LIMITS } from '../limits.js'
import type { Medium } from '../medium/types.js'
import type { AskOptions, ReceiveReport, Replica, Scope, Share } from '../replica/types.js'

export interface MediumExchangeOptions {
	/** What is given to whom; by default everything to whoever asks. */
	readonly share?: Share
	/** Bytes of a reply, about; by default what fits one unit, and at most 8 MiB. */
	readonly maxReply?: number
	/** Called with the report of everything that came. */
	readonly onReport?: (report: ReceiveReport, from: string | undefined) => void
	/** Hears what failed: units that could not be read, replies that could not be sent. The exchange goes on. */
	readonly onError?: (error: unknown) => void
	/** On media where many hear an ask: waits so long before an answer, which is left out when somebody else answers meanwhile. Default: up to 2 seconds by chance. */
	readonly pause?: () => Promise<void>
	/** So many units wait for their turn, 1 to 65,536; what comes beyond is told to `onError` and left out: whoever asked asks again. Default 256. */
	readonly waiting?: number
}

/** An exchange that goes on until it is closed. */
export interface MediumExchange {
	/** Asks whoever hears it. Resolves when the ask was sent: what comes back is taken in as it comes. */
	ask(scope?: Scope, options?: Omit<AskOptions, 'share' | 'maxReply'>): Promise<void>
	/** Sends everything of a scope, without being asked: for media in one direction. Not where `share` is given. */
	send(scope?: Scope): Promise<void>
	/** Resolves when everything that came so far was taken in and answered. */
	settled(): Promise<void>
	/** Closes the medium, and resolves when nothing is under way any more. */
	close(): Promise<void>
}

const MEBIBYTE = 1_048_576
const LONGEST_PAUSE = 2000
/** What a bundle takes beside its messages, generously. */
const AROUND = 1024
/** Of so many answers that others gave it is remembered. */
const HEARD = 1024

const pauseByChance = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.random() * LONGEST_PAUSE))

/** The tags of the asks and answers in some bytes. */
function tagsIn(bytes: Uint8Array): { readonly asked: string | undefined; readonly answered: string | undefined } {
	let [asked, answered]: (string | undefined)[] = []
	for (const part of readBundles(bytes)) {
		if (part.type !== 'bundle') continue
		try {
			if (part.bundle.ask !== undefined) asked ??= toHex(decodeAsk(part.bundle.ask).tag)
			if (part.bundle.answer !== undefined) answered ??= toHex(decodeAnswer(part.bundle.answer).tag)
		} catch (error) {
			// What cannot be read is reported when it is received.
			if (!(error instanceof BudkavleError)) throw error
		}
	}
	return { asked, answered }
}

class Running implements MediumExchange {
	readonly #replica: Replica
	readonly #medium: Medium
	readonly #options: MediumExchangeOptions
	readonly #limits: { readonly share?: Share; readonly maxReply: number }
	/** The tags of asks that somebody answered. */
	readonly #heard: Set<string> = new Set()
	readonly #stop = new AbortController()
	#work: Promise<void> = Promise.resolve()
	#waiting = 0

	constructor(replica: Replica, medium: Medium, options: MediumExchangeOptions) {
		this.#replica = replica
		this.#medium = medium
		this.#options = options
		const { unit = LIMITS.bundle } = medium.capabilities
		const { share, maxReply = 8 * MEBIBYTE } = options
		this.#limits = { maxReply: Math.max(1, Math.min(maxReply, unit - AROUND)), ...(share === undefined ? {} : { share }) }
	}

	start(): Promise<void> {
		return this.#medium.start((unit, from) => this.#came(unit, from))
	}

	#came(unit: Uint8Array, from: string | undefined): void {
		const { broadcast = false } = this.#medium.capabilities
		if (broadcast) this.#listen(unit)
		if (this.#waiting >= (this.#options.waiting ?? 256)) {
			this.#tell(new BudkavleError('busy', 'More came than can be taken in meanwhile. What was left out comes when it is asked for again.'))
			return
		}
		this.#waiting++
		this.#work = this.#work
			.then(() => this.#take(unit, from, broadcast))
			.catch((error: unknown) => this.#tell(error))
			.finally(() => this.#waiting--)
	}

	/** Remembers which asks were answered. */
	#listen(unit: Uint8Array): void {
		const { answered } = tagsIn(unit)
		if (answered === undefined) return
		this.#heard.add(answered)
		const [oldest] = this.#heard
		if (this.#heard.size > HEARD) this.#heard.delete(oldest as string)
	}

	async #take(unit: Uint8Array, from: string | undefined, broadcast: boolean): Promise<void> {
		if (this.#stop.signal.aborted) return
		const isMute = this.#medium.capabilities.direction === 'receive'
		const report = await this.#replica.receive(unit, {
			...this.#limits,
			silent: isMute,
			signal: this.#stop.signal,
			...(from === undefined ? {} : { from }),
		})
		this.#options.onReport?.(report, from)
		if (report.reply === undefined) return
		if (broadcast && report.exchange?.isAsk === true) {
			await (this.#options.pause ?? pauseByChance)()
			const { asked } = tagsIn(unit)
			if (asked !== undefined && this.#heard.has(asked)) return
		}
		await this.#send(report.reply)
	}

	async #send(bundle: Uint8Array): Promise<void> {
		await this.#medium.send(bundle, { signal: this.#stop.signal })
	}

	#tell(error: unknown): void {
		if (!this.#stop.signal.aborted) this.#options.onError?.(error)
	}

	async ask(scope: Scope = {}, options: Omit<AskOptions, 'share' | 'maxReply'> = {}): Promise<void> {
		await this.#send(await this.#replica.ask(scope, { ...options, ...this.#limits }))
	}

	async send(scope: Scope = {}): Promise<void> {
		if (this.#options.share !== undefined)
			throw new BudkavleError(
				'argument-invalid',
				'Where a policy says what is shared with whom, nothing is sent to everybody: let others ask.',
			)
		for await (const bundle of this.#replica.bundles(scope, { signal: this.#stop.signal })) await this.#send(bundle)
	}

	async settled(): Promise<void> {
		for (let seen: Promise<void> | undefined; seen !== this.#work; ) {
			seen = this.#work
			await seen
		}
	}

	async close(): Promise<void> {
		this.#stop.abort()
		await this.#medium.close()
		await this.#work
	}
}

/**
 * Starts a medium and lets a replica live on it: it takes in what comes, one unit after the other, and replies to asks and to answers of its own asks. Each unit is a bundle or a sequence of them.
 *
 * @throws {BudkavleError} what starting the medium rejects with
 */
export async function exchange(replica: Replica, medium: Medium, options: MediumExchangeOptions = {}): Promise<MediumExchange> {
	const running = new Running(replica, medium, options)
	await running.start()
	return running
}
