/** Users of two villages over the relay of app.mjs: `node --test examples/relay/relay.test.mjs`, after a build. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createIdentity, openReplica, sync } from 'budkavle'
import { http } from 'budkavle/exchange/http'
import { memoryStore } from 'budkavle/store/memory'
import { makeApp } from './app.mjs'

/** @param {string} space */
async function person(space) {
	return openReplica({ store: memoryStore(), signer: await createIdentity(), space })
}

/** @param {import('budkavle').Replica} replica */
async function textsOf(replica) {
	const texts = []
	for await (const message of replica.messages({ kind: 1 })) if (message.kind === 'post') texts.push(message.text)
	return texts.sort()
}

test('users of two villages share one relay, and each gets what belongs to theirs', async (context) => {
	const users = new Map([
		['token of Anna', { name: 'anna', village: 'hagby' }],
		['token of Bertil', { name: 'bertil', village: 'hagby' }],
		['token of Cecilia', { name: 'cecilia', village: 'dalby' }],
	])
	// Tokens in a header have no spaces.
	const app = await makeApp(memoryStore(), new Map([...users].map(([token, user]) => [token.replaceAll(' ', '-'), user])))
	await new Promise((resolve) => app.server.listen(0, '127.0.0.1', () => resolve(undefined)))
	context.after(() => {
		app.server.close()
		app.server.closeAllConnections()
	})
	const { port } = /** @type {import('node:net').AddressInfo} */ (app.server.address())
	const url = `http://127.0.0.1:${port}/village`
	const [anna, bertil, cecilia] = [await person('hagby'), await person('hagby'), await person('dalby')]
	await anna.post({ text: 'The well is dry.' })
	await cecilia.post({ text: 'The mill turns.' })
	// A post of another village is not kept, whoever sends it.
	await cecilia.post({ text: 'Hello Hagby.', space: 'hagby' })
	await sync(anna, http(url, { token: 'token-of-Anna' }))
	await sync(cecilia, http(url, { token: 'token-of-Cecilia' }))
	await sync(bertil, http(url, { token: 'token-of-Bertil' }))
	assert.deepEqual(await textsOf(bertil), ['The well is dry.'])
	assert.deepEqual(await textsOf(app.replica), ['The mill turns.', 'The well is dry.'])
	await assert.rejects(sync(bertil, http(url, { token: 'nobody' })), { code: 'unauthorized' })
	assert.match(await (await fetch(`http://127.0.0.1:${port}/`)).text(), /Welcome/)
})
