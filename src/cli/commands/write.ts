/** `post`, `reply`, `revise`: content and the options that all three share. */
import { basename } from 'node:path'
import type { Command } from 'commander'
import { LIMITS } from '../../limits.js'
import type { Message, Post, Reply } from '../../message/types.js'
import { plural, shortId } from '../../render/terminal-parts.js'
import type { Content, NewAttachment, Replica } from '../../replica/types.js'
import { collect, parseMoment } from '../arguments.js'
import type { Context, Result } from '../context.js'
import { usage } from '../failure.js'
import { readAll, readText } from '../files.js'
import { withHome } from '../home.js'
import { messageJson } from '../json.js'
import { mediaTypeOf } from '../media-types.js'
import { parseSources, resolveMessage } from '../names.js'
import type { Run } from '../run.js'

interface ContentFlags {
	readonly file?: string
	readonly topic?: readonly string[]
	readonly lang?: string
	readonly question?: boolean
	readonly source?: readonly string[]
	readonly attach?: readonly string[]
	readonly expires?: string
	readonly markdown?: boolean
	readonly space?: string
	readonly salt?: boolean
}

function content(command: Command): Command {
	return command
		.argument('[TEXT]', 'the text, or - to read it from standard input')
		.option('-f, --file <FILE>', 'read the text from a file, as UTF-8')
		.option('-t, --topic <TOPIC>', 'what it is about; may be repeated', collect)
		.option('-l, --lang <TAG>', 'its language, such as sv or en-GB')
		.option('-q, --question', 'it asks something')
		.option('-s, --source <URI|ID>', 'where you know it from; may be repeated', collect)
		.option('-a, --attach <FILE>', 'a file to go with it; may be repeated', collect)
		.option('-x, --expires <WHEN>', 'when it stops being of use: a date in UTC, seconds since 1970, or +12h, +7d')
		.option('-m, --markdown', 'the text is Markdown (CommonMark)')
		.option('--space <SPACE>', 'the community that it belongs to')
		.option('--salt', 'add random bytes, so that nobody can guess the text from its id once it is erased')
}

async function textOf(context: Context, text: string | undefined, file: string | undefined): Promise<string | undefined> {
	if (text !== undefined && file !== undefined) throw usage('The text is given twice: as an argument and with --file. Give it once.')
	if (text === '-' || file !== undefined) return readText(context, file ?? '-')
	return text
}

async function attachmentOf(context: Context, path: string): Promise<NewAttachment> {
	if (path === '-') throw usage('--attach takes a file, so that the attachment has a name; standard input has none.')
	return { bytes: await readAll(context, path, LIMITS.blob), type: mediaTypeOf(path), name: basename(path) }
}

/** What the command line says about the content; what it leaves out is left out. */
async function draftOf(context: Context, replica: Replica, given: string | undefined, flags: ContentFlags): Promise<Content> {
	const text = await textOf(context, given, flags.file)
	if (text === '') throw usage('The text is empty. Say something, or attach a file and leave the text out.')
	const expires = flags.expires === undefined ? undefined : parseMoment(flags.expires, '--expires', context.now())
	if (expires !== undefined && expires <= context.now())
		throw usage(`--expires ${flags.expires} is in the past: nobody would ever see the message.`)
	const attachments: NewAttachment[] = []
	for (const path of flags.attach ?? []) attachments.push(await attachmentOf(context, path))
	return {
		...(text === undefined ? {} : { text }),
		...(flags.markdown === true ? { format: 'commonmark' } : {}),
		...(flags.lang === undefined ? {} : { lang: flags.lang }),
		...(flags.topic === undefined ? {} : { topics: flags.topic }),
		...(flags.source === undefined ? {} : { sources: await parseSources(replica, flags.source) }),
		...(attachments.length === 0 ? {} : { attachments }),
		...(expires === undefined ? {} : { expires }),
		...(flags.question === true ? { question: true } : {}),
		...(flags.space === undefined ? {} : { space: flags.space }),
		...(flags.salt === true ? { salt: true } : {}),
	}
}

/** The id of what was made, on the first line and alone, so that it is easily copied. */
export function madeResult(message: Message, ...about: readonly string[]): Result {
	return { json: messageJson(message), lines: [message.id, ...about] }
}

function attached(message: Post | Reply): readonly string[] {
	return message.attachments.length === 0
		? []
		: [`with ${plural(message.attachments.length, 'attachment')}: ${message.attachments.map(({ hash }) => shortId(hash)).join(', ')}`]
}

function requireContent(draft: Content): void {
	if (draft.text === undefined && draft.attachments === undefined)
		throw usage('There is no text. Give it as an argument, with --file FILE, or with - on standard input.')
}

function post(context: Context, text: string | undefined, flags: ContentFlags): Promise<Result> {
	return withHome(context, async ({ replica }) => {
		const draft = await draftOf(context, replica, text, flags)
		requireContent(draft)
		const message = await replica.post(draft)
		return madeResult(message, ...attached(message))
	})
}

function reply(context: Context, to: string, text: string | undefined, flags: ContentFlags): Promise<Result> {
	return withHome(context, async ({ replica }) => {
		const id = await resolveMessage(replica, to)
		const draft = await draftOf(context, replica, text, flags)
		requireContent(draft)
		const message = await replica.reply(id, draft)
		return madeResult(message, `in thread ${shortId(message.thread)}`, ...attached(message))
	})
}

function revise(context: Context, what: string, text: string | undefined, flags: ContentFlags): Promise<Result> {
	return withHome(context, async ({ replica }) => {
		const id = await resolveMessage(replica, what)
		const draft = await draftOf(context, replica, text, flags)
		if (Object.keys(draft).length === 0)
			throw usage('Nothing is to be changed. Give another text or other options; what you leave out stays as it is.')
		const message = await replica.revise(id, draft)
		return madeResult(message, `revision ${message.rev} of ${shortId(message.first ?? message.id)}`, ...attached(message))
	})
}

export function addWriting(program: Command, run: Run): void {
	content(program.command('post'))
		.summary('say something new, or ask')
		.description('Starts a thread. Prints the id of the new message.')
		.action((text: string | undefined, flags: ContentFlags) => run((context) => post(context, text, flags)))
	content(program.command('reply').argument('<ID>', 'the message that you answer'))
		.summary('answer a message')
		.description('Answers a post or a reply. Prints the id of the new message.')
		.action((to: string, text: string | undefined, flags: ContentFlags) => run((context) => reply(context, to, text, flags)))
	content(program.command('revise').argument('<ID>', 'one of your posts or replies, by the id of any version'))
		.summary('replace one of your messages by a better version')
		.description(
			'Makes a new version of a message of yours. What you leave out stays as it is. Confirmations stay with the version that they were given to.',
		)
		.action((what: string, text: string | undefined, flags: ContentFlags) => run((context) => revise(context, what, text, flags)))
}
