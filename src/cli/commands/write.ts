/** `post`, `reply`, `revise`: content and the options that all three share. */
import { basename } from 'node:path'
import type { Command } from 'commander'
import { LIMITS } from '../../limits.js'
import type { Message, MessageId, Post, Reply } from '../../message/types.js'
import { messageJson } from '../../render/json.js'
import { plural, shortId } from '../../render/terminal-parts.js'
import type { Content, NewAttachment, Replica } from '../../replica/types.js'
import { collect, parseMoment, quote } from '../arguments.js'
import type { Context, Result } from '../context.js'
import { usage } from '../failure.js'
import { readAll } from '../files.js'
import { withHome } from '../home.js'
import { mediaTypeOf } from '../media-types.js'
import { parseSources, resolveMessage } from '../names.js'
import type { Run } from '../run.js'
import { heldDraft, textOf } from '../texts.js'

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

/** What starts from a draft of this device. */
interface NewContentFlags extends ContentFlags {
	readonly draft?: string
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

function newContent(command: Command): Command {
	return content(command).option('-d, --draft <NAME>', 'take the text of a draft, and drop the draft when it is said')
}

async function attachmentOf(context: Context, path: string): Promise<NewAttachment> {
	if (path === '-') throw usage('--attach takes a file, so that the attachment has a name; standard input has none.')
	return { bytes: await readAll(context, path, LIMITS.blob), type: mediaTypeOf(path), name: basename(path) }
}

/** What the command line says about the content; what it leaves out is left out. */
async function contentOf(context: Context, replica: Replica, given: string | undefined, flags: ContentFlags): Promise<Content> {
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

/** What is to be said anew: content, and the draft that it came from. */
interface Saying {
	readonly content: Content
	/** The message that the draft is to answer. */
	readonly to?: MessageId
	/** Forgets the draft, once the message is stored. */
	done(): Promise<void>
}

async function sayingOf(context: Context, replica: Replica, given: string | undefined, flags: NewContentFlags): Promise<Saying> {
	const { draft: name, file } = flags
	if (name !== undefined && (given !== undefined || file !== undefined))
		throw usage('The text is given twice: by --draft, and as an argument or with --file. Give it once.')
	const draft = name === undefined ? undefined : await heldDraft(replica, name)
	// The text of a draft is a text, even if it is "-".
	const content = { ...(await contentOf(context, replica, given, flags)), ...(draft === undefined ? {} : { text: draft.text }) }
	if (content.text === undefined && content.attachments === undefined)
		throw usage('There is no text. Give it as an argument, with --file FILE, with --draft NAME, or with - on standard input.')
	return {
		content,
		...(draft?.to === undefined ? {} : { to: draft.to }),
		done: async () => {
			if (name !== undefined) await replica.device.saveDraft(name, undefined)
		},
	}
}

function post(context: Context, text: string | undefined, flags: NewContentFlags): Promise<Result> {
	return withHome(context, async ({ replica }) => {
		const saying = await sayingOf(context, replica, text, flags)
		if (saying.to !== undefined)
			throw usage(`This draft answers ${shortId(saying.to)}: use budkavle reply --draft ${quote(flags.draft ?? '')}.`)
		const message = await replica.post(saying.content)
		await saying.done()
		return madeResult(message, ...attached(message))
	})
}

function reply(context: Context, to: string | undefined, text: string | undefined, flags: NewContentFlags): Promise<Result> {
	if (to === undefined && flags.draft === undefined) throw usage('Which message is answered? Give its id.')
	return withHome(context, async ({ replica }) => {
		const given = to === undefined ? undefined : await resolveMessage(replica, to)
		const saying = await sayingOf(context, replica, text, flags)
		const id = given ?? saying.to
		if (id === undefined) throw usage('This draft does not say which message it answers. Give the id of that message.')
		const message = await replica.reply(id, saying.content)
		await saying.done()
		return madeResult(message, `in thread ${shortId(message.thread)}`, ...attached(message))
	})
}

function revise(context: Context, what: string, text: string | undefined, flags: ContentFlags): Promise<Result> {
	return withHome(context, async ({ replica }) => {
		const id = await resolveMessage(replica, what)
		const changes = await contentOf(context, replica, text, flags)
		if (Object.keys(changes).length === 0)
			throw usage('Nothing is to be changed. Give another text or other options; what you leave out stays as it is.')
		const message = await replica.revise(id, changes)
		return madeResult(message, `revision ${message.rev} of ${shortId(message.first ?? message.id)}`, ...attached(message))
	})
}

export function addWriting(program: Command, run: Run): void {
	newContent(program.command('post'))
		.summary('say something new, or ask')
		.description('Starts a thread. Prints the id of the new message.')
		.action((text: string | undefined, flags: NewContentFlags) => run((context) => post(context, text, flags)))
	newContent(program.command('reply').argument('[ID]', 'the message that you answer; a draft may name it'))
		.summary('answer a message')
		.description('Answers a post or a reply. Prints the id of the new message.')
		.action((to: string | undefined, text: string | undefined, flags: NewContentFlags) => {
			return run(async (context) => reply(context, to, text, flags))
		})
	content(program.command('revise').argument('<ID>', 'one of your posts or replies, by the id of any version'))
		.summary('replace one of your messages by a better version')
		.description(
			'Makes a new version of a message of yours. What you leave out stays as it is. Confirmations stay with the version that they were given to.',
		)
		.action((what: string, text: string | undefined, flags: ContentFlags) => run((context) => revise(context, what, text, flags)))
}
