/** A network between a client and a server that drops each connection after so many bytes, always at another place. */
import type { AddressInfo, Socket } from 'node:net'
import { connect, createServer } from 'node:net'
import { seededRandom } from '../../src/testing/random.js'

export interface DroppingProxy {
	readonly port: number
	dropped(): number
	dropNoMore(): void
	/** Drops all connections, and each new one at once, until `dropNoMore`. */
	cut(): void
	close(): Promise<void>
}

export async function droppingProxy(to: { readonly host: string; readonly port: number }, bytes: number): Promise<DroppingProxy> {
	const random = seededRandom(7)
	const sockets = new Set<Socket>()
	let drops = 0
	let isDropping = true
	let isCut = false
	const proxy = createServer((near) => {
		if (isCut) {
			near.resetAndDestroy()
			return
		}
		const far = connect(to)
		let left = bytes + random.below(Math.min(bytes, 1_000_000))
		const pass = (from: Socket, into: Socket): void => {
			sockets.add(from)
			from.on('error', () => into.destroy())
			from.on('close', () => {
				sockets.delete(from)
				into.destroy()
			})
			from.on('data', (data) => {
				left -= data.length
				if (left > 0 || !isDropping) into.write(data)
				else {
					// What was on its way arrives in part.
					into.write(data.subarray(0, data.length >> 1), () => {
						near.resetAndDestroy()
						far.destroy()
					})
					if (!from.destroyed) drops++
					left = Number.POSITIVE_INFINITY
					from.pause()
				}
			})
		}
		pass(near, far)
		pass(far, near)
	})
	await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
	return {
		port: (proxy.address() as AddressInfo).port,
		dropped: () => drops,
		dropNoMore() {
			isDropping = false
			isCut = false
		},
		cut() {
			isCut = true
			for (const socket of sockets) socket.destroy()
		},
		async close() {
			for (const socket of sockets) socket.destroy()
			await new Promise<unknown>((resolve) => proxy.close(resolve))
		},
	}
}
