/** The names of files in a folder that is a medium: others chose them. */
import { encodeUtf8 } from '../../../src/bytes.js'
import { formatFileName, isSenderName, isTemporaryOf, parseFileName, temporaryName, unitHash } from '../../../src/medium/folder-names.js'
import type { FuzzTarget } from '../target.js'
import { must, textOf } from '../target.js'

const HASH = unitHash(Uint8Array.of(1))

export const folderNameTarget: FuzzTarget = {
	name: 'folder-name',
	async seeds() {
		const name = formatFileName({ sender: 'anna-laptop_2', counter: 17, hash: HASH })
		const copies = [' (conflicted copy 2024-05-01)', '.sync-conflict-20240501-120000-ABCDEFG'].map((tail) =>
			name.replace('.budkavle', `${tail}.budkavle`),
		)
		return [name, name.toUpperCase(), ...copies, temporaryName('anna', '0123456789abcdef'), `a-1-${HASH}-1-${HASH}.budkavle`].map(
			encodeUtf8,
		)
	},
	run(input) {
		const text = textOf(input)
		const parsed = parseFileName(text)
		if (isTemporaryOf('anna', text)) must(parsed === undefined, 'an unfinished file is never read')
		if (parsed === undefined) return text.length
		const { sender, counter, hash } = parsed
		must(isSenderName(sender), 'a sender is a name that may stand in a file name')
		must(Number.isSafeInteger(counter) && counter >= 0, 'a counter is a whole number')
		must(/^[0-9a-f]{32}$/.test(hash), 'a hash has 32 digits')
		must(text.length <= 255 && !text.startsWith('.'), 'hidden files and long names are not read')
		must(parseFileName(formatFileName(parsed))?.hash === hash, 'what was read can be written')
		return text.length
	},
}
