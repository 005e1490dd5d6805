/** `draft`: texts that are being written. They stay on this device. */
import type { Command } from 'commander'
import { encodeUtf8 } from '../../bytes.js'
import type { Json } from '../../render/json.js'
import { safeText } from '../../render/safe-text.js'
import { formatBytes, labelled, paint, quoted, shortId } from '../../render/terminal-parts.js'
import type { DeviceDraft } from '../../replica/types.js'
import { quote } from '../arguments.js'
import type { Context, Result } from '../context.js'
import { usage } from '../failure.js'
import { withHome } from '../home.js'
import { resolveMessage } from '../names.js'
import type { Run } from '../run.js'
import { heldDraft, textOf } from '../texts.js'

function draftJson(name: string, { text, to }: DeviceDraft): Json {
	return { name, text, ...(to === undefined ? {} : { to }) }
}

interface SaveFlags {
	readonly file?: string
	readonly to?: string
}

function save(context: Context, name: string, given: string | undefined, flags: SaveFlags): Promise<Result> {
	return withHome(context, async ({ replica }) => {
		const to = flags.to === undefined ? undefined : await resolveMessage(replica, flags.to)
		const text = await textOf(context, given, flags.file)
		if (text === undefined || text === '')
			throw usage('There is no text to keep. Give it as an argument, with --file FILE, or with - on standard input.')
		const draft = { text, ...(to === undefined ? {} : { to }) }
		await replica.device.saveDraft(name, draft)
		const how = to === undefined ? 'budkavle post' : 'budkavle reply'
		return {
			json: draftJson(name, draft),
			lines: [
				...labelled(context.view, `kept ${formatBytes(encodeUtf8(text).length)} as draft`, name, 0),
				`It stays on this device. Say it with ${how} --draft ${safeText(quote(name))}`,
			],
		}
	})
}

function draftLines({ view }: Context, name: string, draft: DeviceDraft, most: number): readonly string[] {
	const lines = quoted(view, draft.text, 2)
	return [
		...labelled(view, 'draft', name, 0),
		...(draft.to === undefined ? [] : [`  answers ${paint(view, 'cyan', shortId(draft.to))}`]),
		...lines.slice(0, most),
		...(lines.length > most ? ['  …'] : []),
	]
}

const EXCERPT_LINES = 3

function list(context: Context): Promise<Result> {
	return withHome(context, async ({ replica }) => {
		const drafts = [...(await replica.device.drafts())]
		return {
			json: { drafts: drafts.map(([name, draft]) => draftJson(name, draft)) },
			lines:
				drafts.length === 0
					? ['No drafts. Keep one with budkavle draft save NAME TEXT.']
					: drafts.flatMap(([name, draft], index) => [...(index === 0 ? [] : ['']), ...draftLines(context, name, draft, EXCERPT_LINES)]),
		}
	})
}

function show(context: Context, name: string): Promise<Result> {
	return withHome(context, async ({ replica }) => {
		const draft = await heldDraft(replica, name)
		return { json: draftJson(name, draft), lines: draftLines(context, name, draft, Number.POSITIVE_INFINITY) }
	})
}

function drop(context: Context, name: string): Promise<Result> {
	return withHome(context, async ({ replica }) => {
		await heldDraft(replica, name)
		await replica.device.saveDraft(name, undefined)
		return { json: { name, dropped: true }, lines: labelled(context.view, 'dropped draft', name, 0) }
	})
}

export function addDrafts(program: Command, run: Run): void {
	const draft = program
		.command('draft')
		.summary('texts that you are writing')
		.description('Keeps texts that are not said yet. They stay on this device; "post --draft" and "reply --draft" say them.')
	draft
		.command('save')
		.summary('keep a text under a name')
		.description('Keeps a text under a name, in place of the one that was there.')
		.argument('<NAME>', 'what to call the draft')
		.argument('[TEXT]', 'the text, or - to read it from standard input')
		.option('-f, --file <FILE>', 'read the text from a file, as UTF-8')
		.option('--to <ID>', 'the message that it is to answer')
		.action((name: string, text: string | undefined, flags: SaveFlags) => run((context) => save(context, name, text, flags)))
	draft
		.command('list')
		.summary('all drafts')
		.description('Lists all drafts with their beginnings.')
		.action(() => run(list))
	draft
		.command('show')
		.summary('one draft in full')
		.description('Shows one draft in full.')
		.argument('<NAME>', 'the name of the draft')
		.action((name: string) => run((context) => show(context, name)))
	draft
		.command('drop')
		.summary('forget a draft')
		.description('Forgets a draft. What was already said stays said.')
		.argument('<NAME>', 'the name of the draft')
		.action((name: string) => run((context) => drop(context, name)))
}
