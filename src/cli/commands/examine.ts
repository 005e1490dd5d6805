/** `inspect`, `verify`: what is in a file, without a home. */
import type { Command } from 'commander'
import { bundlesOf } from '../../bundle/read.js'
import type { BundleFileItem, ReadableItem, UnpackedBlob, UnpackedItem } from '../../bundle/types.js'
import type { Verdicts } from '../../bundle/verify-items.js'
import { addVerdicts, decidedBy, verdictOn } from '../../bundle/verify-items.js'
import { BudkavleError } from '../../errors.js'
import type { Message, MessageId } from '../../message/types.js'
import { unproven } from '../../message/verify.js'
import type { Json } from '../../render/json.js'
import { messageJson } from '../../render/json.js'
import { formatBytes, labelled, paint, plural, shortId } from '../../render/terminal-parts.js'
import type { Context, Result } from '../context.js'
import { describeMessage } from '../describe.js'
import { describeError } from '../failure.js'
import { nameOf, readCarried } from '../files.js'
import { Kept } from '../kept.js'
import type { Run } from '../run.js'

/** A message of a file with what verification says of it, or several in a row that are lost for the same reason. */
interface Examined {
	/** Absent when the bytes are no message, or when nothing proves it. */
	readonly message?: Message
	/** Of a message that nothing proves. */
	readonly id?: MessageId
	/** The checkpoint that stands for the signature of a valid message. */
	readonly checkpoint?: MessageId
	/** Absent when the message is valid. */
	readonly error?: BudkavleError
	/** 1 for a message. */
	readonly count: number
}

async function examine(verdicts: Verdicts, item: ReadableItem, unprovenError: BudkavleError): Promise<Examined> {
	const { unverified, proof } = item
	await addVerdicts(verdicts, [decidedBy(item)], {})
	const verdict = verdictOn(verdicts, item, unprovenError)
	if (verdict instanceof BudkavleError) return { message: unverified, error: verdict, count: 1 }
	return { message: verdict, count: 1, ...(proof === undefined ? {} : { checkpoint: proof.checkpoint.id }) }
}

/** A few bytes may claim to hold many thousands of messages: those that are lost for one reason, and have no names, are told of together. */
async function* examineAll(items: readonly UnpackedItem[]): AsyncGenerator<Examined, void, void> {
	const verdicts: Verdicts = new Map()
	const unprovenError = unproven()
	let lost: { readonly error: BudkavleError; count: number } | undefined
	for (const item of items) {
		if (!item.ok && item.id === undefined && item.error === lost?.error) {
			lost.count += 1
			continue
		}
		if (lost !== undefined) yield lost
		lost = item.ok || item.id !== undefined ? undefined : { error: item.error, count: 1 }
		if (item.ok) yield await examine(verdicts, item, unprovenError)
		else if (item.id !== undefined) yield { id: item.id, error: item.error, count: 1 }
	}
	if (lost !== undefined) yield lost
}

/** `signature-invalid in stage signature`, `field-range in stage fields, field time` */
function verdict(error: BudkavleError): string {
	const stage = error.stage === undefined ? '' : ` in stage ${error.stage}`
	return `${error.code}${stage}${error.field === undefined ? '' : `, field ${error.field}`}`
}

function errorJson(error: BudkavleError | undefined): { readonly [name: string]: Json } {
	return error === undefined ? {} : { error: { ...describeError(error) } }
}

/** Several that are lost together say how many they are. */
function countJson({ count }: Examined): { readonly count?: number } {
	return count === 1 ? {} : { count }
}

function examinedJson(examined: Examined): { readonly [name: string]: Json } {
	const { message, id, checkpoint, error } = examined
	return {
		valid: error === undefined,
		...countJson(examined),
		...(message === undefined ? {} : { message: messageJson(message) }),
		...(id === undefined ? {} : { id }),
		...(checkpoint === undefined ? {} : { checkpoint }),
		...errorJson(error),
	}
}

/** `message 3`, `messages 3 to 7` */
function titleOf(before: number, { count }: Examined): string {
	return count === 1 ? `message ${before + 1}` : `messages ${before + 1} to ${before + count}`
}

function blobJson(blob: UnpackedBlob): Json {
	return {
		valid: blob.ok,
		...(blob.hash === undefined ? {} : { hash: blob.hash }),
		...(blob.ok ? { size: blob.bytes.length } : errorJson(blob.error)),
	}
}

interface Tally {
	messages: number
	invalid: number
	/** Anything else that is not as it should be: damage, bytes passed over, attachments with another hash. */
	damage: number
}

/** Lines about one message: all of its fields, or only what is wrong with it. */
function messageLines(context: Context, { message, id, checkpoint, error }: Examined, title: string): readonly string[] {
	const { view } = context
	const proven = checkpoint === undefined ? '' : `, by the checkpoint ${shortId(checkpoint)}`
	const state = error === undefined ? `${paint(view, 'green', 'valid')}${proven}` : `${paint(view, 'red', 'not valid')}: ${verdict(error)}`
	const lines = [`  ${title}: ${state}`]
	if (error !== undefined) lines.push(...labelled(view, 'reason', error.message, 4))
	if (id !== undefined) lines.push(...labelled(view, 'id', id, 4))
	return message === undefined ? lines : [...lines, ...describeMessage(view, message, 4)]
}

function blobLines(context: Context, blob: UnpackedBlob, index: number): readonly string[] {
	const title = `  attachment ${index + 1}${blob.hash === undefined ? '' : ` ${shortId(blob.hash)}`}`
	if (blob.ok) return [`${title}: ${paint(context.view, 'green', 'valid')}, ${formatBytes(blob.bytes.length)}`]
	return [`${title}: ${paint(context.view, 'red', 'not valid')}: ${verdict(blob.error)}`]
}

/** Lines that are shown together: to write each by itself would take long. */
const LINES_AT_ONCE = 500

/** Tells what is in a file while it is read: people at once, programs at the end. */
class Telling {
	readonly tally: Tally = { messages: 0, invalid: 0, damage: 0 }
	readonly kept: Kept
	readonly #context: Context
	#lines: string[] = []

	constructor(context: Context) {
		this.kept = new Kept(context.json)
		this.#context = context
	}

	async lines(make: () => readonly string[]): Promise<void> {
		if (this.#context.json) return
		this.#lines.push(...make())
		if (this.#lines.length >= LINES_AT_ONCE) await this.flush()
	}

	async flush(): Promise<void> {
		const lines = this.#lines
		this.#lines = []
		await this.#context.show(lines)
	}

	count({ count, error }: Examined): void {
		this.tally.messages += count
		if (error !== undefined) this.tally.invalid += count
	}
}

type Part<T extends BundleFileItem['type']> = Extract<BundleFileItem, { readonly type: T }>

async function inspectBundle(context: Context, telling: Telling, { bundle, ...place }: Part<'bundle'>, parts: Json[]): Promise<void> {
	const { items, blobs, skipped, damage } = bundle
	const { kept, tally } = telling
	tally.damage += (damage === undefined ? 0 : 1) + blobs.filter(({ ok }) => !ok).length
	const messages: Json[] = []
	const attachments: Json[] = []
	const unknownSections = skipped.map(({ type, length }) => ({ type, length }))
	const about = { ...place, unknownSections, ...(damage === undefined ? {} : { damage: { ...describeError(damage) } }) }
	await telling.lines(() => [
		`bundle, ${placeOf(place)}: ${plural(items.length, 'message')}, ${plural(blobs.length, 'attachment')}`,
		...(damage === undefined ? [] : labelled(context.view, 'damaged', `${damage.message} [${damage.code}]`, 2)),
		...skipped.map((section) => `  section of unknown type ${section.type}, ${formatBytes(section.length)}, passed over`),
	])
	if (kept.isFull) kept.leave('parts')
	else parts.push({ ...about, messages, attachments })
	let before = 0
	for await (const examined of examineAll(items)) {
		telling.count(examined)
		kept.add('messages', messages, () => examinedJson(examined), examined.count)
		await telling.lines(() => messageLines(context, examined, titleOf(before, examined)))
		before += examined.count
	}
	for (const [index, blob] of blobs.entries()) {
		kept.add('attachments', attachments, () => blobJson(blob))
		await telling.lines(() => blobLines(context, blob, index))
	}
}

function placeOf({ offset, length }: { readonly offset: number; readonly length: number }): string {
	return `at byte ${offset}, ${formatBytes(length)}`
}

async function inspectItem(context: Context, telling: Telling, item: BundleFileItem, parts: Json[]): Promise<void> {
	const { kept, tally } = telling
	const { type, offset, length } = item
	if (item.type === 'bundle') return inspectBundle(context, telling, item, parts)
	if (item.type === 'skipped') {
		tally.damage += 1
		kept.add('parts', parts, () => ({ type, offset, length, ...errorJson(item.error) }))
		return telling.lines(() => [
			`bytes that are neither bundle nor message, ${placeOf(item)}`,
			...labelled(context.view, 'reason', item.error.message, 2),
		])
	}
	for await (const examined of examineAll([item.item])) {
		telling.count(examined)
		kept.add('parts', parts, () => ({ type, offset, length, ...examinedJson(examined) }))
		await telling.lines(() => [`single message, ${placeOf(item)}`, ...messageLines(context, examined, 'message')])
	}
}

async function inspect(context: Context, path: string): Promise<Result> {
	const pieces = await readCarried(context, path)
	const telling = new Telling(context)
	const parts: Json[] = []
	let readable = false
	await telling.lines(() => labelled(context.view, 'file', nameOf(path), 0))
	for await (const item of bundlesOf(pieces)) {
		readable ||= item.type !== 'skipped'
		await inspectItem(context, telling, item, parts)
	}
	await telling.flush()
	const { messages, invalid } = telling.tally
	return {
		json: { file: path, parts, messages, valid: messages - invalid, invalid, ...telling.kept.json() },
		lines: [summary(telling.tally)],
		refused: !readable,
	}
}

function summary({ messages, invalid, damage }: Tally): string {
	const good = invalid === 0 && damage === 0 ? 'all valid' : `${messages - invalid} valid, ${invalid} not valid`
	return `${plural(messages, 'message')}, ${good}${damage === 0 ? '' : `; ${plural(damage, 'other fault')}`}`
}

/** What is wrong with a part of a file beside its messages. */
function faultsOf(item: BundleFileItem): readonly BudkavleError[] {
	if (item.type === 'skipped') return [item.error]
	if (item.type === 'message') return []
	const { damage, blobs } = item.bundle
	return [...(damage === undefined ? [] : [damage]), ...blobs.flatMap((blob) => (blob.ok ? [] : [blob.error]))]
}

/** `3 2f1a… valid`, `4-9 - bundle-section` */
function verdictLine(before: number, { message, id, error, count }: Examined): string {
	const numbers = count === 1 ? `${before + 1}` : `${before + 1}-${before + count}`
	return `${numbers} ${message?.id ?? id ?? '-'} ${error === undefined ? 'valid' : verdict(error)}`
}

async function verify(context: Context, path: string): Promise<Result> {
	const pieces = await readCarried(context, path)
	const telling = new Telling(context)
	const { kept, tally } = telling
	const results: Json[] = []
	const faults: Json[] = []
	for await (const item of bundlesOf(pieces)) {
		const { offset } = item
		for await (const examined of examineAll(item.type === 'bundle' ? item.bundle.items : item.type === 'message' ? [item.item] : [])) {
			const { message, id, checkpoint, error } = examined
			const index = tally.messages
			const entry = (): Json => ({
				index,
				...countJson(examined),
				offset,
				valid: error === undefined,
				...(message === undefined ? {} : { id: message.id, author: message.author, kind: message.kind }),
				...(id === undefined ? {} : { id }),
				...(checkpoint === undefined ? {} : { checkpoint }),
				...errorJson(error),
			})
			kept.add('results', results, entry, examined.count)
			await telling.lines(() => [verdictLine(index, examined)])
			telling.count(examined)
		}
		for (const error of faultsOf(item)) {
			tally.damage += 1
			kept.add('faults', faults, () => ({ offset, error: { ...describeError(error) } }))
			await telling.lines(() => [`at byte ${offset}: ${verdict(error)}`])
		}
	}
	await telling.flush()
	const { messages, invalid, damage } = tally
	return {
		json: { file: path, messages, valid: messages - invalid, invalid, results, faults, ...kept.json() },
		lines: [summary(tally)],
		refused: invalid > 0 || damage > 0,
	}
}

export function addExamining(program: Command, run: Run): void {
	program
		.command('inspect')
		.summary('show everything that is in a file')
		.description(
			'Shows what a bundle, a sequence of bundles or a single message holds: every field of every message, known or not, and whether it is valid. Needs no home.',
		)
		.argument('<FILE>', 'a file, or - for standard input')
		.action((file: string) => run((context) => inspect(context, file)))
	program
		.command('verify')
		.summary('check every message in a file')
		.description(
			'Says of every message in a file whether it is valid, and if not, which stage and field it fails in. Exit code 1 when anything is not as it should be. Needs no home.',
		)
		.argument('<FILE>', 'a file, or - for standard input')
		.action((file: string) => run((context) => verify(context, file)))
}
