/** A handler of the fetch API as a listener of Node's own HTTP server, and of Express, Connect and all that take the same. */
import { BudkavleError } from '../errors.js'
import { failureResponse } from './failure.js'

/** What is used of Node's `IncomingMessage`; so that nobody needs the types of Node who does not use this. */
export interface NodeRequest {
	readonly method?: string | undefined
	readonly url?: string | undefined
	readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
	/** All of it was read. */
	readonly readableEnded: boolean
	on(event: 'data', listener: (piece: Uint8Array) => void): unknown
	on(event: 'end' | 'close' | 'error', listener: () => void): unknown
	pause(): unknown
	resume(): unknown
	destroy(): unknown
}

/** What is used of Node's `ServerResponse`. */
export interface NodeResponse {
	readonly destroyed: boolean
	on(event: 'close' | 'error' | 'drain', listener: () => void): unknown
	off(event: 'close' | 'drain', listener: () => void): unknown
	setHeader(name: string, value: string): unknown
	writeHead(status: number, headers: string[]): unknown
	flushHeaders(): void
	write(bytes: Uint8Array): boolean
	end(): unknown
	destroy(): unknown
}

/** Bytes of a refused body that are read and thrown away, so that whoever sends them sees the answer. Then the connection ends. */
const MOST_DRAINED = 1_048_576

/** The address is only a path: what a client says about the host decides nothing. */
const ORIGIN = 'http://localhost'

/** The body of a request, read as fast as it is wanted. */
function bodyOf(request: NodeRequest): ReadableStream<Uint8Array> {
	let isOver = false
	const source: UnderlyingDefaultSource<Uint8Array> = {
		start(controller) {
			request.on('data', (piece: Uint8Array) => {
				if (isOver) return
				controller.enqueue(new Uint8Array(piece))
				request.pause()
			})
			request.on('end', () => {
				if (!isOver) controller.close()
				isOver = true
			})
			const fail = (): void => {
				if (!isOver) controller.error(new BudkavleError('aborted', 'The client went before its request ended.'))
				isOver = true
			}
			request.on('error', fail)
			request.on('close', fail)
			request.pause()
		},
		pull: () => void request.resume(),
		cancel() {
			isOver = true
		},
	}
	return new ReadableStream(source, { highWaterMark: 0 })
}

/** Reads what nobody wants, up to a bound. */
function drain(request: NodeRequest): void {
	let drained = 0
	request.on('data', (piece: Uint8Array) => {
		drained += piece.length
		if (drained > MOST_DRAINED) request.destroy()
	})
	request.resume()
}

function headersOf(request: NodeRequest): Headers {
	const headers = new Headers()
	for (const [name, value] of Object.entries(request.headers)) {
		if (name.startsWith(':')) continue
		for (const one of Array.isArray(value) ? value : [value ?? '']) headers.append(name, one)
	}
	return headers
}

function requestOf(request: NodeRequest, signal: AbortSignal): Request {
	const { method = 'GET', url = '/' } = request
	const hasBody = method !== 'GET' && method !== 'HEAD'
	try {
		if (!url.startsWith('/')) throw new TypeError('The address of a request begins with a slash.')
		const init: RequestInit & { readonly duplex: 'half' } = {
			method,
			headers: headersOf(request),
			signal,
			duplex: 'half',
			...(hasBody ? { body: bodyOf(request) } : {}),
		}
		return new Request(ORIGIN + url, init)
	} catch (error) {
		throw new BudkavleError('argument-invalid', 'The request cannot be understood: its method, address or headers are none.', {
			cause: error,
		})
	}
}

/** Waits until the client has read enough to be given more, or went. */
function drained(response: NodeResponse): Promise<void> {
	return new Promise((resolve) => {
		const done = (): void => {
			response.off('drain', done)
			response.off('close', done)
			resolve()
		}
		response.on('drain', done)
		response.on('close', done)
	})
}

async function send(answer: Response, response: NodeResponse): Promise<void> {
	const reader = answer.body?.getReader()
	// Ends the work of whoever makes the answer, when nobody is there to read it.
	response.on('close', () => void reader?.cancel().catch(() => undefined))
	// Whoever is too slow to send its request would keep the connection.
	if (answer.status === 408) response.setHeader('Connection', 'close')
	response.writeHead(answer.status, [...answer.headers].flat())
	response.flushHeaders()
	while (reader !== undefined && !response.destroyed) {
		const { done, value } = await reader.read()
		if (done) break
		if (!response.write(value)) await drained(response)
	}
	response.end()
}

/**
 * For `createServer(nodeListener(httpHandler(replica)))`, and for `app.use('/budkavle', nodeListener(httpHandler(replica)))` of Express, which takes the prefix off: there the handler is made without
 * `path`. It stands before anything that reads bodies, such as `express.json()`. Never rejects and never throws.
 */
export function nodeListener(
	handler: (request: Request) => Response | Promise<Response>,
): (request: NodeRequest, response: NodeResponse) => void {
	return (request, response) => {
		const gone = new AbortController()
		response.on('close', () => gone.abort())
		// A client that goes is no failure of the server.
		response.on('error', () => undefined)
		const work = async (): Promise<void> => {
			let answer: Response
			try {
				answer = await handler(requestOf(request, gone.signal))
			} catch (error) {
				answer = failureResponse(error)
			}
			await send(answer, response)
			if (!request.readableEnded) drain(request)
		}
		work().catch(() => response.destroy())
	}
}
