/** The recovery key on paper (SPEC 3.10): made, shown once, and read back from what a person types. */

import { formatRecovery, parseRecovery } from '../crypto/recovery.js'
import type { Identity } from '../crypto/signer.js'
import { createIdentity, exportSecret, importIdentity } from '../crypto/signer.js'
import { paint } from '../render/terminal-parts.js'
import type { Context } from './context.js'
import { paragraph } from './context.js'
import { readSecretText } from './files.js'

/** A key that exists on paper only, once the home that it was made for is there. */
export interface PaperKey {
	readonly identity: Identity
	/** What stands on the paper. */
	readonly text: string
}

export async function createPaperKey(): Promise<PaperKey> {
	const identity = await createIdentity()
	const secret = exportSecret(identity)
	const text = formatRecovery(secret)
	secret.fill(0)
	return { identity, text }
}

const GROUPS_PER_LINE = 4
const MARGIN = ' '.repeat(4)

/** A block that is easily copied by hand, and what it is for. */
export function paperLines(context: Context, { text }: PaperKey): readonly string[] {
	const groups = text.split(' ')
	const block: string[] = []
	for (let at = 0; at < groups.length; at += GROUPS_PER_LINE)
		block.push(MARGIN + paint(context.view, 'bold', groups.slice(at, at + GROUPS_PER_LINE).join('  ')))
	return [
		'',
		...paragraph(context, 'Your recovery key. Copy it to paper now: it is shown only this once and stored nowhere.'),
		'',
		...block,
		'',
		...paragraph(
			context,
			'If you lose this device, "budkavle recover" on another one asks for it, and you are again who you were. Whoever has the paper can do the same, so keep it in a safe place.',
		),
		'',
	]
}

const CHARACTERS = 56

/** Whether somebody typed all that a key can have. */
function isWhole(typed: string): boolean {
	return typed.replace(/[^\p{L}\p{N}]/gu, '').length >= CHARACTERS
}

/** The identity of a recovery key from a file, or from standard input for `-`. A person at a terminal is asked for it, and need not say where it ends. */
export async function readPaperKey(context: Context, path: string): Promise<Identity> {
	const asked = path === '-' && context.io.stdin.isTTY === true
	if (asked) context.note('Type the recovery key from your paper, 14 groups of 4 characters, on one line or several. Ctrl-D ends it.')
	const secret = parseRecovery(await readSecretText(context, path, asked ? isWhole : undefined))
	const identity = await importIdentity(secret)
	secret.fill(0)
	return identity
}
