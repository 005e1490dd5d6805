/** `inspect`, `verify`: what is in a file, without a home. */
import type { Command } from 'commander'
import { bundlesOf } from '../../bundle/read.js'
import type { BundleFileItem, UnpackedBlob, UnpackedItem } from '../../bundle/types.js'
import { BudkavleError } from '../../errors.js'
import type { Message } from '../../message/types.js'
import { verifyDecoded } from '../../message/verify.js'
import { formatBytes, labelled, paint, plural, shortId } from '../../render/terminal-parts.js'
import type { Context, Result } from '../context.js'
import { describeMessage } from '../describe.js'
import { describeError } from '../failure.js'
import { nameOf, readCarried } from '../files.js'
import type { Json } from '../json.js'
import { messageJson } from '../json.js'
import type { Run } from '../run.js'

/** A message of a file with what verification says of it. */
interface Examined {
	/** Absent when the bytes are no message. */
	readonly message?: Message
	/** Absent when the message is valid. */
	readonly error?: BudkavleError
}

async function examine(item: UnpackedItem): Promise<Examined> {
	if (!item.ok) return { error: item.error }
	try {
		return { message: await verifyDecoded(item.unverified) }
	} catch (error) {
		if (!(error instanceof BudkavleError) || error.stage === undefined) throw error
		return { message: item.unverified, error }
	}
}

async function examineAll(items: readonly UnpackedItem[]): Promise<readonly Examined[]> {
	const examined: Examined[] = []
	for (const item of items) examined.push(await examine(item))
	return examined
}

/** `signature-invalid in stage signature`, `field-range in stage fields, field time` */
function verdict(error: BudkavleError): string {
	const stage = error.stage === undefined ? '' : ` in stage ${error.stage}`
	return `${error.code}${stage}${error.field === undefined ? '' : `, field ${error.field}`}`
}

function errorJson(error: BudkavleError | undefined): { readonly [name: string]: Json } {
	return error === undefined ? {} : { error: { ...describeError(error) } }
}

function examinedJson({ message, error }: Examined): { readonly [name: string]: Json } {
	return { valid: error === undefined, ...(message === undefined ? {} : { message: messageJson(message) }), ...errorJson(error) }
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
function messageLines(context: Context, { message, error }: Examined, title: string): readonly string[] {
	const { view } = context
	const state = error === undefined ? paint(view, 'green', 'valid') : `${paint(view, 'red', 'not valid')}: ${verdict(error)}`
	const lines = [`  ${title}: ${state}`]
	if (error !== undefined) lines.push(...labelled(view, 'reason', error.message, 4))
	return message === undefined ? lines : [...lines, ...describeMessage(view, message, 4)]
}

function blobLines(context: Context, blob: UnpackedBlob, index: number): readonly string[] {
	const title = `  attachment ${index + 1}${blob.hash === undefined ? '' : ` ${shortId(blob.hash)}`}`
	if (blob.ok) return [`${title}: ${paint(context.view, 'green', 'valid')}, ${formatBytes(blob.bytes.length)}`]
	return [`${title}: ${paint(context.view, 'red', 'not valid')}: ${verdict(blob.error)}`]
}

interface Shown {
	readonly json: { readonly [name: string]: Json }
	readonly lines: readonly string[]
}

async function inspectItem(context: Context, item: BundleFileItem, tally: Tally): Promise<Shown> {
	const { type, offset, length } = item
	const place = { type, offset, length }
	const title = `at byte ${offset}, ${formatBytes(length)}`
	if (item.type === 'skipped') {
		tally.damage += 1
		return {
			json: { ...place, ...errorJson(item.error) },
			lines: [`bytes that are neither bundle nor message, ${title}`, ...labelled(context.view, 'reason', item.error.message, 2)],
		}
	}
	if (item.type === 'message') {
		const examined = await examine(item.item)
		tally.messages += 1
		if (examined.error !== undefined) tally.invalid += 1
		return {
			json: { ...place, ...examinedJson(examined) },
			lines: [`single message, ${title}`, ...messageLines(context, examined, 'message')],
		}
	}
	const { items, blobs, skipped, damage } = item.bundle
	const messages = await examineAll(items)
	tally.messages += messages.length
	tally.invalid += messages.filter(({ error }) => error !== undefined).length
	tally.damage += (damage === undefined ? 0 : 1) + blobs.filter(({ ok }) => !ok).length
	const lines = [
		`bundle, ${title}: ${plural(items.length, 'message')}, ${plural(blobs.length, 'attachment')}`,
		...(damage === undefined ? [] : labelled(context.view, 'damaged', `${damage.message} [${damage.code}]`, 2)),
		...skipped.map((section) => `  section of unknown type ${section.type}, ${formatBytes(section.length)}, passed over`),
		...messages.flatMap((each, index) => messageLines(context, each, `message ${index + 1}`)),
		...blobs.flatMap((blob, index) => blobLines(context, blob, index)),
	]
	const json = {
		...place,
		messages: messages.map(examinedJson),
		attachments: blobs.map(blobJson),
		unknownSections: skipped.map((section) => ({ type: section.type, length: section.length })),
		...(damage === undefined ? {} : { damage: { ...describeError(damage) } }),
	}
	return { json, lines }
}

async function inspect(context: Context, path: string): Promise<Result> {
	const tally: Tally = { messages: 0, invalid: 0, damage: 0 }
	const parts: Json[] = []
	const lines = [...labelled(context.view, 'file', nameOf(path), 0)]
	let readable = false
	for await (const item of bundlesOf(await readCarried(context, path))) {
		const shown = await inspectItem(context, item, tally)
		readable ||= item.type !== 'skipped'
		parts.push(shown.json)
		for (const line of shown.lines) lines.push(line)
	}
	const { messages, invalid } = tally
	lines.push(summary(tally))
	return { json: { file: path, parts, messages, valid: messages - invalid, invalid }, lines, refused: !readable }
}

function summary({ messages, invalid, damage }: Tally): string {
	const good = invalid === 0 && damage === 0 ? 'all valid' : `${messages - invalid} valid, ${invalid} not valid`
	return `${plural(messages, 'message')}, ${good}${damage === 0 ? '' : `; ${plural(damage, 'other fault')}`}`
}

/** One line and one JSON entry for each message; faults of anything else likewise. */
async function verifyItem(
	item: BundleFileItem,
	tally: Tally,
): Promise<Shown & { readonly results: readonly Json[]; readonly faults: readonly Json[] }> {
	const { offset } = item
	const faults: BudkavleError[] = []
	const units = item.type === 'bundle' ? item.bundle.items : item.type === 'message' ? [item.item] : []
	if (item.type === 'skipped') faults.push(item.error)
	if (item.type === 'bundle') {
		if (item.bundle.damage !== undefined) faults.push(item.bundle.damage)
		for (const blob of item.bundle.blobs) if (!blob.ok) faults.push(blob.error)
	}
	const examined = await examineAll(units)
	const first = tally.messages
	tally.messages += examined.length
	tally.invalid += examined.filter(({ error }) => error !== undefined).length
	tally.damage += faults.length
	return {
		json: {},
		results: examined.map(({ message, error }, index) => ({
			index: first + index,
			offset,
			valid: error === undefined,
			...(message === undefined ? {} : { id: message.id, author: message.author, kind: message.kind }),
			...errorJson(error),
		})),
		faults: faults.map((error) => ({ offset, error: { ...describeError(error) } })),
		lines: [
			...examined.map(
				({ message, error }, index) => `${first + index + 1} ${message?.id ?? '-'} ${error === undefined ? 'valid' : verdict(error)}`,
			),
			...faults.map((error) => `at byte ${offset}: ${verdict(error)}`),
		],
	}
}

async function verify(context: Context, path: string): Promise<Result> {
	const tally: Tally = { messages: 0, invalid: 0, damage: 0 }
	const results: Json[] = []
	const faults: Json[] = []
	const lines: string[] = []
	for await (const item of bundlesOf(await readCarried(context, path))) {
		const shown = await verifyItem(item, tally)
		for (const result of shown.results) results.push(result)
		for (const fault of shown.faults) faults.push(fault)
		for (const line of shown.lines) lines.push(line)
	}
	const { messages, invalid, damage } = tally
	return {
		json: { file: path, messages, valid: messages - invalid, invalid, results, faults },
		lines: [...lines, summary(tally)],
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
