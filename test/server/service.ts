/** A replica behind a real server of Node on this machine. */
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { connect } from 'node:net'
import type { Replica } from '../../src/index.js'
import type { HttpOptions } from '../../src/server/http.js'
import { httpHandler } from '../../src/server/http.js'
import { nodeListener } from '../../src/server/node.js'

export interface Running {
	readonly url: string
	readonly port: number
	close(): Promise<void>
}

/** Serves anything that listens as Node's server does. */
export async function listen(listener: Parameters<typeof createServer>[1]): Promise<Running> {
	const server = createServer(listener as NonNullable<typeof listener>)
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
	const { port } = server.address() as AddressInfo
	return {
		url: `http://127.0.0.1:${port}`,
		port,
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve())
				server.closeAllConnections()
			}),
	}
}

export function serve(replica: Replica, options: HttpOptions = {}): Promise<Running> {
	return listen(nodeListener(httpHandler(replica, options)))
}

/** A connection on which anything can be said. */
export interface RawConnection {
	readonly socket: Socket
	/** Everything that came so far. */
	text(): string
	/** Resolves when this text has come. Rejects when the other side ends before. */
	until(part: string): Promise<string>
	/** Resolves when the other side has ended it. */
	ended(): Promise<string>
}

export async function raw(port: number): Promise<RawConnection> {
	const socket = connect(port, '127.0.0.1')
	await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
	let came = ''
	let isOver = false
	const waiting = new Set<() => void>()
	const wake = (): void => {
		for (const one of [...waiting]) one()
	}
	socket.on('data', (piece) => {
		came += piece.toString('latin1')
		wake()
	})
	socket.on('error', () => undefined)
	socket.on('close', () => {
		isOver = true
		wake()
	})
	const when = (isDone: () => boolean, canEnd: boolean): Promise<string> =>
		new Promise((resolve, reject) => {
			const look = (): void => {
				if (isDone()) resolve(came)
				else if (isOver && !canEnd) reject(new Error(`The connection ended after: ${came}`))
				else return
				waiting.delete(look)
			}
			waiting.add(look)
			look()
		})
	return {
		socket,
		text: () => came,
		until: (part) => when(() => came.includes(part), false),
		ended: () => when(() => isOver, true),
	}
}

/** A timer that is set off by hand. */
export class HandTimer {
	readonly #due: Set<{ readonly work: () => void; readonly milliseconds: number }> = new Set()

	readonly schedule = (work: () => void, milliseconds: number): (() => void) => {
		const entry = { work, milliseconds }
		this.#due.add(entry)
		return () => {
			this.#due.delete(entry)
		}
	}

	get size(): number {
		return this.#due.size
	}

	/** Sets off everything that waits for exactly so long. */
	ring(milliseconds: number): void {
		for (const entry of [...this.#due]) {
			if (entry.milliseconds !== milliseconds) continue
			this.#due.delete(entry)
			entry.work()
		}
	}
}
