/** The handler does what its description says, and the description tells of all that it does. */
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import type { Replica } from '../../src/index.js'
import { httpHandler } from '../../src/server/http.js'
import { openApi } from '../../src/server/openapi.js'
import { ROUTES } from '../../src/server/routes.js'
import { carry, member, person } from '../replica/world.js'

interface Operation {
	readonly parameters?: readonly { readonly name: string; readonly in: string }[]
	readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, object>> }>>
}
type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>

const description = openApi('')
const paths = description.paths as unknown as Paths

const ajv = new Ajv2020({ strict: true, allErrors: true, validateFormats: false, allowUnionTypes: true })
ajv.addVocabulary(['components', 'openapi', 'info', 'servers', 'paths', 'security'])
ajv.addSchema(description, 'description')

const statusesSeen = new Set<string>()

/** Checks one answer: its status and type are named, and its JSON is what the schema says. */
async function check(response: Response, path: string, method: string): Promise<void> {
	const where = `${method} ${path} ${response.status}`
	const described = paths[path]?.[method]?.responses[String(response.status)]
	expect(described, where).toBeDefined()
	statusesSeen.add(`${method} ${path} ${response.status}`)
	const type = response.headers.get('Content-Type')
	if (described?.content === undefined) {
		expect([type, await response.text()], where).toEqual([null, ''])
		return
	}
	const types = Object.keys(described.content)
	const range = `${type?.split('/')[0]}/*`
	expect(type !== null && (types.includes(type) || types.includes(range)), `${where} has the type ${type}`).toBe(true)
	if (type !== 'application/json') {
		await response.body?.cancel()
		return
	}
	const pointer = ['paths', path, method, 'responses', String(response.status), 'content', 'application/json', 'schema']
		.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1'))
		.map(encodeURIComponent)
		.join('/')
	const validate = ajv.getSchema(`description#/${pointer}`)
	const value: unknown = await response.json()
	expect(validate?.(value), `${where}: ${JSON.stringify(validate?.errors)}\n${JSON.stringify(value).slice(0, 2000)}`).toBe(true)
}

/** A village with something of everything. */
async function village(): Promise<{ readonly replica: Replica; readonly ids: Readonly<Record<string, string>> }> {
	const anna = await member(1)
	const bertil = await member(2)
	const { replica } = anna
	await replica.profile({ name: 'Anna', about: 'Keeps the well.' })
	await replica.link(await person(7))
	const picture = { bytes: new Uint8Array([137, 80, 78, 71]), type: 'image/png' }
	const question = await replica.post({
		text: 'Is the well safe?',
		question: true,
		topics: ['water'],
		space: 'hagby',
		attachments: [picture],
	})
	const answered = await replica.post({ text: 'Is the road open?', question: true })
	await carry(replica, bertil.replica)
	const reply = await bertil.replica.reply(question, { text: 'Boil it.', sources: [{ uri: 'https://example.org/', day: 1 }] })
	const gone = await bertil.replica.reply(question, { text: 'No.' })
	await bertil.replica.reply(gone, { text: 'Or yes.' })
	await bertil.replica.revise(reply, { text: 'Boil it for now.' })
	await bertil.replica.retract(gone)
	const answer = await bertil.replica.reply(answered, { text: 'Yes.' })
	await bertil.replica.endorse(question, { stance: 'confirm', grounds: 'observed' })
	await bertil.replica.vouch(anna.author, 'vouch')
	await carry(bertil.replica, replica)
	await replica.endorse(answer, { stance: 'confirm', grounds: 'reproduced' })
	await replica.vouch(bertil.author, 'vouch')
	const [attachment] = question.attachments
	return { replica, ids: { question: question.id, author: anna.author, hash: attachment?.hash ?? '', other: bertil.author } }
}

const NOTHING = '0'.repeat(64)

describe('the OpenAPI description', () => {
	it('is one', async () => {
		const result = await new Validator().validate(JSON.parse(JSON.stringify(description)) as Record<string, unknown>)
		expect(result).toEqual({ valid: true })
	})

	it('tells of every route with its query, and of no other', () => {
		const described = Object.entries(paths).flatMap(([path, operations]) =>
			Object.entries(operations).map(([method, { parameters = [] }]) => {
				return { path, method: method.toUpperCase(), query: parameters.filter((one) => one.in === 'query').map(({ name }) => name) }
			}),
		)
		const sorted = (all: readonly { readonly path: string; readonly query: readonly string[] }[]): unknown =>
			all.map((one) => ({ ...one, query: [...one.query].sort() })).sort((a, b) => (a.path < b.path ? -1 : 1))
		expect(sorted(described)).toEqual(sorted(ROUTES.map(({ path, method, query }) => ({ path, method, query }))))
	})

	it('gives the version of the package', () => {
		expect(description.info).toMatchObject({ version: manifest.version })
	})

	it('is what the handler does', async () => {
		const { replica, ids } = await village()
		const handler = httpHandler(replica, { reader: [ids.author ?? ''] })
		const nobody = httpHandler(replica, { authorize: () => ({ read: false, write: false }) })
		const busy = httpHandler(replica, { limits: { listeners: 1, reads: 1, bodies: 1, exchanges: 1 } })
		const broken = httpHandler({ ...replica, stats: () => Promise.reject(new Error('broken')) })
		const ask = (path: string, init: RequestInit = {}): Request => new Request(`http://localhost${path}`, init)
		const get = async (path: string, to: string, headers: Record<string, string> = {}, by: typeof handler = handler): Promise<void> =>
			check(await by(ask(to, { headers })), path, 'get')
		const post = async (body: Uint8Array, headers: Record<string, string> = {}, by: typeof handler = handler): Promise<void> =>
			check(
				await by(
					ask('/exchange', { method: 'POST', headers: { 'Content-Type': 'application/budkavle', ...headers }, body: new Uint8Array(body) }),
				),
				'/exchange',
				'post',
			)

		const json = { Accept: 'application/json' }
		const examples: readonly [path: string, to: string, headers?: Record<string, string>][] = [
			['/', '/'],
			['/openapi.json', '/openapi.json'],
			['/thread/{id}', `/thread/${ids.question}`],
			['/timeline', '/timeline'],
			['/timeline', '/timeline?limit=1&topic=water&space=hagby'],
			['/timeline', '/timeline?limit=1'],
			['/questions', '/questions'],
			['/questions', '/questions?state=answered'],
			['/people', '/people'],
			['/people', '/people?limit=1'],
			['/profile/{author}', `/profile/${ids.author}`],
			['/profile/{author}', `/profile/${NOTHING}`],
			['/corroboration/{id}', `/corroboration/${ids.question}`],
			['/corroboration/{id}', `/corroboration/${ids.question}?reader=${ids.other}`],
			['/changes', `/changes?thread=${ids.question}`],
			['/changes', '/changes?topic=water'],
			['/message/{id}', `/message/${ids.question}`],
			['/message/{id}', `/message/${ids.question}`, json],
			['/message/{id}', `/message/${ids.question}`, { Accept: 'application/budkavle' }],
			['/blob/{hash}', `/blob/${ids.hash}`],
			['/blob/{hash}', `/blob/${ids.hash}?message=${ids.question}`],
		]
		for (const [path, to, headers] of examples) await get(path, to, headers)
		for (const [path, to] of examples) {
			if (path !== '/changes') await get(path, to, { 'If-None-Match': '*' })
			await get(path, `${to}${to.includes('?') ? '&' : '?'}odd=1`)
			await get(path, to, {}, path === '/openapi.json' ? handler : nobody)
			await get(path, `${to}?${'x'.repeat(5000)}`)
		}
		for (const path of ['/thread', '/corroboration', '/message', '/blob'])
			await get(`${path}/{${path === '/blob' ? 'hash' : 'id'}}`, `${path}/${NOTHING}`)
		await get('/message/{id}', `/message/${ids.question}`, { Accept: 'text/html' })
		await get('/', '/', {}, broken)

		const bundle = await (await member(5)).replica.export()
		const other = await member(6)
		await other.replica.post({ text: 'The bus runs.' })
		await post(await other.replica.export())
		await post(await other.replica.export(), json)
		await post(bundle)
		await post(new Uint8Array([1, 2, 3]), json)
		await post(bundle, { Accept: 'text/html' })
		await post(bundle, { 'Content-Type': 'text/plain' })
		await post(bundle, {}, nobody)
		await check(
			await httpHandler(replica, { maxBody: 1 })(
				ask('/exchange', { method: 'POST', headers: { 'Content-Type': 'application/budkavle' }, body: new Uint8Array(2) }),
			),
			'/exchange',
			'post',
		)
		const first = await busy(ask('/changes'))
		await get('/changes', '/changes', {}, busy)
		await first.body?.cancel()
		const ended = httpHandler(replica, { signal: AbortSignal.abort() })
		for (const [path, to] of examples) await get(path, to, {}, ended)

		const missing = Object.entries(paths).flatMap(([path, operations]) =>
			Object.entries(operations).flatMap(([method, { responses }]) =>
				Object.keys(responses)
					.filter((status) => status.startsWith('2') && !statusesSeen.has(`${method} ${path} ${status}`))
					.map((status) => `${method} ${path} ${status}`),
			),
		)
		expect(missing).toEqual([])
	})
})
