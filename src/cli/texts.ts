/** Where a text comes from: an argument, a file, standard input, or a draft of this device. */
import { BudkavleError } from '../errors.js'
import type { DeviceDraft, Replica } from '../replica/types.js'
import { quote } from './arguments.js'
import type { Context } from './context.js'
import { usage } from './failure.js'
import { readText } from './files.js'

/** A text that is given once, or not at all. */
export async function textOf(context: Context, text: string | undefined, file: string | undefined): Promise<string | undefined> {
	if (text !== undefined && file !== undefined) throw usage('The text is given twice: as an argument and with --file. Give it once.')
	if (text === '-' || file !== undefined) return readText(context, file ?? '-')
	return text
}

export async function heldDraft(replica: Replica, name: string): Promise<DeviceDraft> {
	const draft = (await replica.device.drafts()).get(name)
	if (draft !== undefined) return draft
	throw new BudkavleError('not-found', `There is no draft ${quote(name)} on this device. See budkavle draft list.`)
}
