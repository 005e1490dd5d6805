/** The body of a request: bounded before anything is allocated for it, and while it comes. */
import { BudkavleError } from '../errors.js'

/** Bytes of the first buffer. It doubles: pieces of one byte each cost no more memory than others. */
const FIRST = 65_536

export const BUNDLE_TYPE = 'application/budkavle'

function tooLarge(most: number): BudkavleError {
	return new BudkavleError('body-too-large', `A request has at most ${most} bytes here. Send several, or fewer messages.`)
}

/** @throws {BudkavleError} `content-type` */
export function requireBundleType(headers: Headers): void {
	const type = headers.get('Content-Type')?.split(';')[0]?.trim().toLowerCase()
	if (type !== BUNDLE_TYPE) {
		throw new BudkavleError('content-type', `Expected a body of the type ${BUNDLE_TYPE}. Say so in the header Content-Type.`)
	}
	const encoding = headers.get('Content-Encoding')?.trim().toLowerCase() ?? 'identity'
	if (encoding !== 'identity') {
		throw new BudkavleError('content-type', 'Expected a body without Content-Encoding: bundles are compressed already.')
	}
}

/** @throws {BudkavleError} `body-too-large`, `argument-invalid` */
export function requireLength(headers: Headers, most: number): void {
	const length = headers.get('Content-Length')
	if (length === null) return
	if (!/^\d+$/.test(length)) throw new BudkavleError('argument-invalid', 'Expected a Content-Length of decimal digits.')
	if (Number(length) > most) throw tooLarge(most)
}

/**
 * All bytes of a body. The signal ends it at once, whatever the body does.
 *
 * @throws {BudkavleError} `body-too-large`; the reason of the signal
 */
export async function readBody(body: ReadableStream<Uint8Array> | null, most: number, signal: AbortSignal): Promise<Uint8Array> {
	if (body === null) return new Uint8Array(0)
	const reader = body.getReader()
	let buffer = new Uint8Array(Math.min(FIRST, most))
	let length = 0
	// A cancelled stream has no more bytes, and says so to whoever waits for them. Why it is cancelled must not matter to its source.
	const stop = (): void => void reader.cancel().catch(() => undefined)
	signal.addEventListener('abort', stop, { once: true })
	try {
		for (;;) {
			if (signal.aborted) throw signal.reason
			const { done, value } = await reader.read()
			if (signal.aborted) throw signal.reason
			if (done) return buffer.subarray(0, length)
			if (length + value.length > most) throw tooLarge(most)
			if (length + value.length > buffer.length) {
				const larger = new Uint8Array(Math.min(most, Math.max(length + value.length, 2 * buffer.length)))
				larger.set(buffer.subarray(0, length))
				buffer = larger
			}
			buffer.set(value, length)
			length += value.length
		}
	} catch (error) {
		stop()
		if (error instanceof BudkavleError) throw error
		throw new BudkavleError('aborted', 'The request ended before its body did.', { cause: error })
	} finally {
		signal.removeEventListener('abort', stop)
	}
}
