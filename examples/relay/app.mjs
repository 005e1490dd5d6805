/**
 * A relay inside of an application of your own, with the application's own users: here a list of names and tokens, in yours whatever tells who sends a request. Everybody reads and writes the space
 * of their village, and nothing else.
 */
import { createServer } from 'node:http'
import { openReplica } from 'budkavle'
import { admission } from 'budkavle/server/admission'
import { httpHandler } from 'budkavle/server/http'
import { nodeListener } from 'budkavle/server/node'

/** @typedef {{ readonly name: string, readonly village: string }} User */

/**
 * @param {import('budkavle').Store} store
 * @param {ReadonlyMap<string, User>} users by their tokens
 */
export async function makeApp(store, users) {
	const villageOf = new Map([...users.values()].map(({ name, village }) => [name, village]))
	const bounds = admission(store, { perMinute: 1000, perAuthor: 10_000 })
	const replica = await openReplica({
		store,
		// What a user sends is kept if it belongs to their village, and within the bounds. Retractions are always kept: what was taken back shall be erased.
		admit: async (message, context) => {
			const isTheirs = message.kind === 'retraction' || message.kind === 'profile' || message.space === villageOf.get(context.from ?? '')
			return isTheirs && (await bounds.admit(message, context))
		},
	})
	const handler = httpHandler(replica, {
		path: '/village',
		authorize(request) {
			const user = users.get(/^Bearer (.+)$/.exec(request.headers.get('Authorization') ?? '')?.[1] ?? '')
			return user === undefined ? { read: false, write: false } : { read: true, write: true, name: user.name }
		},
		// What a user gets.
		share: (message, { to = '' }) =>
			message.kind === 'retraction' || message.kind === 'profile' || message.kind === 'checkpoint' || message.space === villageOf.get(to),
	})
	const relay = nodeListener(handler)
	const server = createServer((request, response) => {
		if (request.url?.startsWith('/village/')) return relay(request, response)
		// The rest of the application.
		response.setHeader('Content-Type', 'text/plain; charset=utf-8')
		response.end('Welcome. The relay is below /village.\n')
	})
	return { server, replica }
}
