/** Messages and attachments as they are. */
import { concatBytes } from '../bytes.js'
import { BudkavleError } from '../errors.js'
import type { Attachment, BlobHash, Message } from '../message/types.js'
import { messageJson } from '../render/json.js'
import { chooseType } from './accept.js'
import { BUNDLE_TYPE } from './body.js'
import { checkedId } from './query.js'
import { entityResponse, jsonBytes } from './respond.js'
import type { Asked, Route } from './service.js'

/** What a browser shows without ever running it. Everything else is bytes. */
const SHOWN = new Set([
	'image/png',
	'image/jpeg',
	'image/gif',
	'image/webp',
	'image/avif',
	'audio/mpeg',
	'audio/ogg',
	'video/mp4',
	'video/webm',
])
const BYTES_TYPE = 'application/octet-stream'

/** The message, if it is held and given to whoever asks: nobody can tell the one from the other. */
async function sharedMessage({ service, access }: Asked, id: string): Promise<Message> {
	const message = await service.replica.message(id)
	const { share } = service.settings
	const to = access.name === undefined ? {} : { to: access.name }
	if (message !== undefined && (share === undefined || (await share(message, to)))) return message
	throw new BudkavleError('not-found', 'There is no such message here. It may be elsewhere, or its author took it back.')
}

async function message(asked: Asked): Promise<Response> {
	const { request, service, name } = asked
	const held = await sharedMessage(asked, checkedId(name, 'the id of a message'))
	const { payload, signature } = held
	// What a checkpoint proves travels with its proof, in a bundle.
	const types =
		signature === undefined ? ([BUNDLE_TYPE, 'application/json'] as const) : ([BYTES_TYPE, 'application/json', BUNDLE_TYPE] as const)
	const type = chooseType<string>(request.headers.get('Accept'), [...types])
	if (type === 'application/json') return entityResponse(request, service.settings, jsonBytes(messageJson(held)), { type })
	if (type === BYTES_TYPE && signature !== undefined)
		return entityResponse(request, service.settings, concatBytes(payload, signature), { type })
	const bundle = await service.replica.export({ messages: [held.id] }, { blobs: false, profiles: false, signal: asked.signal })
	return entityResponse(request, service.settings, bundle, { type })
}

function cited(held: Message, hash: BlobHash): Attachment | undefined {
	return 'attachments' in held ? held.attachments.find((attachment) => attachment.hash === hash) : undefined
}

async function blob(asked: Asked): Promise<Response> {
	const { request, service, query } = asked
	const hash = checkedId(asked.name, 'the hash of an attachment')
	const citing = query.id('message')
	const attachment = citing === undefined ? undefined : cited(await sharedMessage(asked, citing), hash)
	const isGiven = attachment !== undefined || (citing === undefined && service.settings.share === undefined)
	const bytes = isGiven ? await service.replica.blob(hash) : undefined
	if (bytes === undefined) {
		const how = service.settings.share === undefined ? '' : ' Name a message that cites it, with ?message=ID.'
		throw new BudkavleError('not-found', `There is no such attachment here.${how}`)
	}
	return entityResponse(request, service.settings, bytes, {
		type: attachment !== undefined && SHOWN.has(attachment.type) ? attachment.type : BYTES_TYPE,
		tag: `"${hash}"`,
		isImmutable: true,
		headers: { 'Content-Disposition': `attachment; filename="${hash}"` },
	})
}

export const CONTENT_ROUTES: readonly Route[] = [
	{ path: '/message/{id}', method: 'GET', right: 'read', isRead: true, query: [], work: message },
	{ path: '/blob/{hash}', method: 'GET', right: 'read', isRead: true, query: ['message'], work: blob },
]
