/** Views that follow what the replica takes in, as streams of Server-Sent Events. Whoever does not read costs one waiting snapshot and no more. */
import { encodeUtf8 } from '../bytes.js'
import { sha256Hex } from '../crypto/hash.js'
import type { Json } from '../render/json.js'
import type { LiveView, Snapshot } from '../replica/view-types.js'
import { errorJson } from './failure.js'
import type { Settings } from './options.js'
import { Places } from './places.js'

const HEARTBEAT: Uint8Array = encodeUtf8(': still here\n\n')
const ID_DIGITS = 32

/** One event, for all who listen to the same. */
interface Frame {
	readonly id: string
	readonly bytes: Uint8Array
}

function frameOf(event: string, value: Json): Frame {
	const data = JSON.stringify(value)
	const id = sha256Hex(encodeUtf8(data)).slice(0, ID_DIGITS)
	return { id, bytes: encodeUtf8(`id: ${id}\nevent: ${event}\ndata: ${data}\n\n`) }
}

/** One client. */
class Listener {
	readonly stream: ReadableStream<Uint8Array>
	readonly #leave: () => void
	#controller: ReadableStreamDefaultController<Uint8Array> | undefined
	/** The newest snapshot, until the client reads it. */
	#waiting: Frame | undefined
	/** The client waits for something to read. */
	#isHungry = false
	/** What the client has, or will have when it reads. */
	#last: string | undefined

	/** `last`: the id of the event that the client had last. `leave` is called once, when it goes. */
	constructor(last: string | undefined, leave: () => void) {
		this.#last = last
		this.#leave = leave
		const source: UnderlyingDefaultSource<Uint8Array> = {
			start: (controller) => {
				this.#controller = controller
			},
			pull: () => {
				this.#isHungry = true
				this.#flush()
			},
			cancel: () => this.#end(),
		}
		// Nothing is queued: the stream asks when somebody reads.
		this.stream = new ReadableStream(source, { highWaterMark: 0 })
	}

	offer(frame: Frame): void {
		this.#waiting = frame
		this.#flush()
	}

	beat(): void {
		this.#give(HEARTBEAT)
	}

	close(): void {
		const controller = this.#controller
		this.#end()
		controller?.close()
	}

	#flush(): void {
		if (!this.#isHungry) return
		const frame = this.#waiting
		this.#waiting = undefined
		if (frame === undefined || frame.id === this.#last) return
		this.#last = frame.id
		this.#give(frame.bytes)
	}

	#give(bytes: Uint8Array): void {
		if (!this.#isHungry) return
		this.#isHungry = false
		this.#controller?.enqueue(bytes)
	}

	#end(): void {
		if (this.#controller === undefined) return
		this.#controller = undefined
		this.#waiting = undefined
		this.#leave()
	}
}

/** One live view, and all who listen to it. */
class Topic {
	readonly #listeners: Set<Listener> = new Set()
	readonly #view: LiveView<unknown>
	readonly #stop: () => void
	#frame: Frame | undefined

	constructor(event: string, view: LiveView<unknown>, toJson: (value: unknown) => Json, onClose: () => void) {
		this.#view = view
		const frame = (snapshot: Snapshot<unknown>): Frame => {
			if (snapshot.status === 'failed') return frameOf('failure', { error: errorJson(snapshot.error) })
			return frameOf(event, toJson(snapshot.value))
		}
		this.#stop = view.subscribe((snapshot) => {
			if (snapshot.status === 'loading') return
			this.#frame = frame(snapshot)
			for (const listener of this.#listeners) listener.offer(this.#frame)
		})
		void view.closed().then(() => {
			onClose()
			for (const listener of [...this.#listeners]) listener.close()
		})
	}

	add(listener: Listener): void {
		this.#listeners.add(listener)
		if (this.#frame !== undefined) listener.offer(this.#frame)
	}

	/** Whether nobody is left. */
	remove(listener: Listener): boolean {
		return this.#listeners.delete(listener) && this.#listeners.size === 0
	}

	close(): void {
		this.#stop()
		this.#view.close()
	}
}

/** All streams of one handler. Whoever asks for the same shares one live view. */
export class Changes {
	readonly #topics: Map<string, Topic> = new Map()
	readonly #listeners: Set<Listener> = new Set()
	readonly #places: Places
	readonly #settings: Settings
	#stopBeat: (() => void) | undefined

	constructor(settings: Settings) {
		this.#settings = settings
		settings.signal?.addEventListener('abort', () => {
			for (const listener of [...this.#listeners]) listener.close()
		})
		this.#places = new Places(settings.limits.listeners, 'streams of changes')
	}

	/** @throws {BudkavleError} `busy` */
	open<T>(
		key: string,
		event: string,
		openView: () => LiveView<T>,
		toJson: (value: T) => Json,
		last: string | undefined,
		signal: AbortSignal,
	): ReadableStream<Uint8Array> {
		const free = this.#places.take()
		const close = (): void => listener.close()
		const listener: Listener = new Listener(last, () => {
			signal.removeEventListener('abort', close)
			free()
			this.#forget(key, listener)
		})
		this.#listeners.add(listener)
		signal.addEventListener('abort', close, { once: true })
		this.#topic(key, event, openView, toJson).add(listener)
		if (signal.aborted) close()
		if (this.#listeners.size === 1) this.#beatLater()
		return listener.stream
	}

	#topic<T>(key: string, event: string, openView: () => LiveView<T>, toJson: (value: T) => Json): Topic {
		const known = this.#topics.get(key)
		if (known !== undefined) return known
		const topic: Topic = new Topic(
			event,
			openView(),
			(value) => toJson(value as T),
			() => {
				if (this.#topics.get(key) === topic) this.#topics.delete(key)
			},
		)
		this.#topics.set(key, topic)
		return topic
	}

	#forget(key: string, listener: Listener): void {
		this.#listeners.delete(listener)
		const topic = this.#topics.get(key)
		if (topic?.remove(listener) === true) {
			this.#topics.delete(key)
			topic.close()
		}
		if (this.#listeners.size === 0) {
			this.#stopBeat?.()
			this.#stopBeat = undefined
		}
	}

	#beatLater(): void {
		this.#stopBeat = this.#settings.schedule(() => {
			for (const listener of this.#listeners) listener.beat()
			if (this.#listeners.size > 0) this.#beatLater()
		}, this.#settings.heartbeat)
	}
}
