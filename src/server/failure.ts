/** What goes wrong, as an answer: a status, and JSON with a stable code. */
import type { ErrorCode } from '../errors.js'
import { BudkavleError, PROTOCOL_CODES } from '../errors.js'
import type { JsonObject } from '../render/json.js'

/** Seconds after which whoever was refused with `busy` may come again. */
const RETRY_AFTER = '2'

const STATUS: Partial<Record<ErrorCode, number>> = {
	'argument-invalid': 400,
	'unauthorized': 403,
	'not-found': 404,
	'method-not-allowed': 405,
	'not-acceptable': 406,
	'timeout': 408,
	'body-too-large': 413,
	'content-type': 415,
	'busy': 503,
	'closed': 503,
	'aborted': 503,
	'store-full': 507,
}

/** An answer other than the one that was asked for, with a status and headers that its code does not say. */
export class Refusal extends BudkavleError {
	readonly status: number
	readonly headers: Readonly<Record<string, string>>

	constructor(code: ErrorCode, message: string, status: number, headers: Readonly<Record<string, string>> = {}) {
		super(code, message)
		this.status = status
		this.headers = headers
	}
}

export function statusOf(error: unknown): number {
	if (error instanceof Refusal) return error.status
	if (!(error instanceof BudkavleError)) return 500
	return STATUS[error.code] ?? (Object.hasOwn(PROTOCOL_CODES, error.code) ? 400 : 500)
}

/** An error for whoever asked. What failed on this side is told without its sentence, which may name what is nobody's business, such as a path. */
export function errorJson(error: unknown): JsonObject {
	const status = statusOf(error)
	const code = error instanceof BudkavleError ? error.code : 'internal'
	if (error instanceof BudkavleError && (status < 500 || code === 'busy')) {
		const { stage, field, message } = error
		return { code, message, ...(stage === undefined ? {} : { stage }), ...(field === undefined ? {} : { field }) }
	}
	if (code === 'closed' || code === 'aborted') return { code, message: 'This service is ending. Ask again later, or ask another one.' }
	return { code, message: 'Something failed here, which is not the fault of the request. Ask again later.' }
}

export function failureResponse(error: unknown): Response {
	const headers = new Headers({ 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
	const status = statusOf(error)
	if (status === 503) headers.set('Retry-After', RETRY_AFTER)
	if (error instanceof Refusal) for (const [name, value] of Object.entries(error.headers)) headers.set(name, value)
	return new Response(JSON.stringify({ error: errorJson(error) }), { status, headers })
}
