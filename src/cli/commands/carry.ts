/** `export`, `import`, `save`: what leaves and enters a home as files. */
import type { Command } from 'commander'
import { BudkavleError, PROTOCOL_CODES } from '../../errors.js'
import type { Attachment, BlobHash } from '../../message/types.js'
import type { Json } from '../../render/json.js'
import { formatBytes, labelled, plural, sentence, shortId } from '../../render/terminal-parts.js'
import type { BlobOutcome, Damage, MessageOutcome, Outcome, ReceiveReport, Replica, Scope, WorkOptions } from '../../replica/types.js'
import { collect, parseHex, parsePast } from '../arguments.js'
import type { Context, Result } from '../context.js'
import type { FailureJson } from '../failure.js'
import { CliError, describeError, describeFailure, usage } from '../failure.js'
import { nameOf, readCarried, writePieces } from '../files.js'
import { withHome } from '../home.js'
import { heldMessage, pickOne, resolveAuthor, resolveMessage } from '../names.js'
import type { Run } from '../run.js'

/** Bytes may go to standard output only when nothing else wants it and nobody would see them as text. */
export function checkOutput(context: Context, output: string): void {
	if (output !== '-') return
	if (context.json) throw usage('--json prints one JSON value on standard output, so the bytes need a place of their own: -o FILE.')
	if (context.io.stdout.isTTY) throw usage('These bytes are not for a terminal. Save them with -o FILE, or send them on with a pipe.')
}

/** What narrows a command to a part of what is held. */
export interface ScopeFlags {
	readonly message?: readonly string[]
	readonly thread?: readonly string[]
	readonly author?: readonly string[]
	readonly space?: readonly string[]
	readonly topic?: readonly string[]
	readonly since?: string
}

interface ExportFlags extends ScopeFlags {
	readonly output: string
	readonly attachments: boolean
}

export async function scopeOf(context: Context, replica: Replica, flags: ScopeFlags): Promise<Scope> {
	const { space, topic, since } = flags
	const messages: string[] = []
	for (const typed of flags.message ?? []) messages.push((await heldMessage(replica, await resolveMessage(replica, typed))).id)
	const threads: string[] = []
	for (const typed of flags.thread ?? []) {
		const id = await resolveMessage(replica, typed)
		threads.push((await replica.message(id))?.thread ?? id)
	}
	const authors: string[] = []
	for (const typed of flags.author ?? []) authors.push(await resolveAuthor(replica, typed))
	return {
		...(messages.length === 0 ? {} : { messages }),
		...(threads.length === 0 ? {} : { threads }),
		...(authors.length === 0 ? {} : { authors }),
		...(space === undefined ? {} : { spaces: space }),
		...(topic === undefined ? {} : { topics: topic.map((each) => each.normalize('NFC').toLowerCase()) }),
		...(since === undefined ? {} : { since: parsePast(since, '--since', context.now()) }),
	}
}

function exportTo(context: Context, flags: ExportFlags): Promise<Result> {
	checkOutput(context, flags.output)
	return withHome(context, async ({ replica }) => {
		const scope = await scopeOf(context, replica, flags)
		let messages = 0
		const progress = context.progress('exported', (amount) => plural(amount, 'message'))
		const bundles = replica.bundles(scope, {
			blobs: flags.attachments,
			onProgress(report) {
				messages = report.done
				progress.onProgress(report)
			},
		})
		const bytes = await writePieces(context, flags.output, bundles)
		progress.finish()
		return {
			json: { file: flags.output, messages, bytes },
			lines: labelled(context.view, `exported ${plural(messages, 'message')}, ${formatBytes(bytes)}`, flags.output, 0),
			written: flags.output === '-',
		}
	})
}

const OUTCOMES: Readonly<Record<Outcome, string>> = {
	added: 'new',
	duplicate: 'known already',
	retracted: 'retracted by the author',
	deferred: 'put off',
	declined: 'declined',
	rejected: 'rejected',
}

type Counts = ReceiveReport['counts']
type BlobCounts = ReceiveReport['blobCounts']

const NOTHING: Pick<ReceiveReport, 'counts' | 'blobCounts' | 'newLog'> = {
	counts: { added: 0, duplicate: 0, retracted: 0, deferred: 0, declined: 0, rejected: 0 },
	blobCounts: { added: 0, duplicate: 0, declined: 0, rejected: 0 },
}

/** Something in a file that was not as it should be. */
interface Problem {
	readonly title: string
	readonly failure: FailureJson
	/** What programs are told beside the failure. */
	readonly json: { readonly [name: string]: Json }
}

/** How many problems of one file a person is told of, and a program. A file of a few bytes may have millions. */
const PROBLEMS_SHOWN = 20
const PROBLEMS_TOLD = 1000

function damageProblem({ offset, error }: Damage): Problem {
	return { title: `damaged from byte ${offset}`, failure: describeError(error), json: { what: 'bundle', offset } }
}

function messageProblem({ outcome, id, error }: MessageOutcome, index: number): readonly Problem[] {
	if (error === undefined) return []
	const title = `message ${index + 1}${id === undefined ? '' : ` ${shortId(id)}`} ${OUTCOMES[outcome]}`
	return [{ title, failure: describeError(error), json: { what: 'message', index, outcome, ...(id === undefined ? {} : { id }) } }]
}

function blobProblem({ outcome, hash, error }: BlobOutcome, index: number): readonly Problem[] {
	if (error === undefined) return []
	const title = `attachment ${index + 1}${hash === undefined ? '' : ` ${shortId(hash)}`} ${outcome}`
	return [{ title, failure: describeError(error), json: { what: 'attachment', index, outcome, ...(hash === undefined ? {} : { hash }) } }]
}

/** The first of what went wrong in a file, and how much it was. */
interface Problems {
	readonly first: readonly Problem[]
	readonly count: number
}

function countLine(counts: Counts, blobs: BlobCounts): string {
	const told = (Object.keys(OUTCOMES) as Outcome[])
		.filter((outcome) => counts[outcome] > 0)
		.map((outcome) => `${counts[outcome]} ${OUTCOMES[outcome]}`)
	const attached = blobs.added > 0 ? `; ${plural(blobs.added, 'new attachment')}` : ''
	return `  messages: ${told.length === 0 ? 'none' : told.join(', ')}${attached}`
}

function logLines({ view }: Context, newLog: number | undefined): readonly string[] {
	if (newLog === undefined) return []
	return sentence(
		view,
		`Somebody else writes with your key in the log of this home: the home was copied, or restored from a backup. From now on this one writes log ${newLog}. If that was not you, somebody else has your secret key.`,
		2,
	)
}

function reportOf(
	context: Context,
	path: string,
	{ counts, blobCounts, newLog }: Pick<ReceiveReport, 'counts' | 'blobCounts' | 'newLog'>,
	problems: Problems,
): Result {
	const left = problems.count - problems.first.length
	return {
		json: {
			file: path,
			counts,
			attachments: blobCounts,
			problems: problems.first.map(({ json, failure }) => ({ ...json, error: { ...failure } })),
			...(left === 0 ? {} : { leftOut: { problems: left } }),
			...(newLog === undefined ? {} : { newLog }),
		},
		lines: [
			...labelled(context.view, 'imported', nameOf(path), 0),
			countLine(counts, blobCounts),
			...problems.first.flatMap(({ title, failure }) => labelled(context.view, title, `${failure.message} [${failure.code}]`, 2)),
			...(left === 0 ? [] : [`  and ${plural(left, 'more problem')}; --json tells up to ${PROBLEMS_TOLD}`]),
			...logLines(context, newLog),
		],
		refused: problems.count > 0,
	}
}

/** Failures that concern one file, so that the others can still be taken in; everything else ends the command. */
function concernsFile(error: unknown): boolean {
	if (error instanceof CliError) return error.code === 'file'
	return error instanceof BudkavleError && Object.hasOwn(PROTOCOL_CODES, error.code)
}

/** Takes in one file and keeps of what goes wrong no more than is told. In the order of the input: damage, then messages, then attachments. */
async function receiveFile(
	context: Context,
	replica: Replica,
	path: string,
	onProgress: WorkOptions['onProgress'] & {},
): Promise<readonly [ReceiveReport, Problems]> {
	const most = context.json ? PROBLEMS_TOLD : PROBLEMS_SHOWN
	const messages: Problem[] = []
	let index = 0
	const onOutcome = (outcome: MessageOutcome): void => {
		if (messages.length < most) messages.push(...messageProblem(outcome, index))
		index += 1
	}
	const report = await replica.receive(await readCarried(context, path), { from: path, onProgress, onOutcome })
	const { damage, damageCount, counts, blobs, blobCounts } = report
	const first = [...damage.map(damageProblem), ...messages, ...blobs.flatMap(blobProblem)].slice(0, most)
	return [report, { first, count: damageCount + counts.rejected + counts.deferred + blobCounts.rejected }]
}

async function importOne(context: Context, replica: Replica, path: string): Promise<Result> {
	const progress = context.progress('read', formatBytes)
	try {
		const [report, problems] = await receiveFile(context, replica, path, progress.onProgress)
		return reportOf(context, path, report, problems)
	} catch (error) {
		if (!concernsFile(error)) throw error
		const problem = { title: 'not usable', failure: describeFailure(error), json: { what: 'file' } }
		return reportOf(context, path, NOTHING, { first: [problem], count: 1 })
	} finally {
		progress.finish()
	}
}

function importAll(context: Context, paths: readonly string[]): Promise<Result> {
	if (paths.filter((path) => path === '-').length > 1) throw usage('Standard input can be read only once.')
	return withHome(context, async ({ replica }) => {
		const results: Result[] = []
		for (const path of paths) results.push(await importOne(context, replica, path))
		return {
			json: { files: results.map(({ json }) => json) },
			lines: results.flatMap((result) => result.lines),
			refused: results.some(({ refused }) => refused === true),
		}
	})
}

/** All attachments that messages here cite, and whose hash or message begins with some digits. */
async function findAttachments(replica: Replica, digits: string): Promise<ReadonlyMap<BlobHash, Attachment>> {
	const found = new Map<BlobHash, Attachment>()
	for (const kind of [1, 2, 6]) {
		for await (const message of replica.messages({ kind })) {
			if (!('attachments' in message)) continue
			for (const attachment of message.attachments) {
				if (attachment.hash.startsWith(digits) || message.id.startsWith(digits)) found.set(attachment.hash, attachment)
			}
		}
	}
	return found
}

function save(context: Context, typed: string, flags: { readonly output: string }): Promise<Result> {
	checkOutput(context, flags.output)
	const digits = parseHex(typed, 'An attachment, or the message that it belongs to,')
	return withHome(context, async ({ replica }) => {
		const found = await findAttachments(replica, digits)
		const hash = digits.length === 64 && found.size === 0 ? digits : pickOne([...found.keys()], typed, 'attachment')
		const bytes = await replica.blob(hash)
		if (bytes === undefined)
			throw new BudkavleError(
				'not-found',
				`The bytes of attachment ${hash} are not held here. Import a bundle that was exported with attachments.`,
			)
		await writePieces(context, flags.output, [bytes])
		const attachment = found.get(hash)
		return {
			json: {
				file: flags.output,
				hash,
				size: bytes.length,
				...(attachment === undefined ? {} : { type: attachment.type, ...(attachment.name === undefined ? {} : { name: attachment.name }) }),
			},
			lines: labelled(context.view, `saved ${formatBytes(bytes.length)}`, flags.output, 0),
			written: flags.output === '-',
		}
	})
}

export function addCarrying(program: Command, run: Run): void {
	program
		.command('export')
		.summary('write messages to a file, for others')
		.description(
			'Writes messages to a file that others import. Without options everything; options narrow it, and each may be repeated. The profiles of all authors go along, and the checkpoints that prove messages which came without a signature.',
		)
		.option('-o, --output <FILE>', 'a file, or - for standard output', '-')
		.option('--message <ID>', 'only this message', collect)
		.option('--thread <ID>', 'only this thread', collect)
		.option('--author <AUTHOR>', 'only by this author', collect)
		.option('--space <SPACE>', 'only of this community', collect)
		.option('-t, --topic <TOPIC>', 'only threads about this topic', collect)
		.option('--since <WHEN>', 'only from this moment on: how long ago (12h, 7d), a date in UTC, or seconds since 1970')
		.option('--no-attachments', 'leave the bytes of attachments out')
		.action((flags: ExportFlags) => run(async (context) => exportTo(context, flags)))
	program
		.command('import')
		.summary('take in files from others')
		.description(
			'Takes in messages from files. What is good in a file is kept even if other parts of it are not; then the exit code is 1. Importing again does no harm.',
		)
		.argument('<FILE...>', 'files, or - for standard input')
		.action((files: string[]) => run(async (context) => importAll(context, files)))
	program
		.command('save')
		.summary('write an attachment to a file')
		.description('Writes an attachment to a file.')
		.argument('<HASH|ID>', 'the hash of the attachment, or the message that it belongs to')
		.requiredOption('-o, --output <FILE>', 'a file, or - for standard output')
		.action((hash: string, flags: { output: string }) => run(async (context) => save(context, hash, flags)))
}
