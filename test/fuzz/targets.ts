/** Everything that is fuzzed, by name. */
import type { FuzzTarget } from './target.js'
import { bundleTarget } from './targets/bundle.js'
import { bundleFileTarget } from './targets/bundle-file.js'
import { cborTarget } from './targets/cbor.js'
import { exchangeTarget } from './targets/exchange.js'
import { folderNameTarget } from './targets/folder-name.js'
import { httpTarget } from './targets/http.js'
import { inflateTarget } from './targets/inflate.js'
import { messageTarget } from './targets/message.js'
import { signatureTarget } from './targets/signature.js'
import { subtreesTarget } from './targets/subtrees.js'
import { base32Target, hexTarget, namesTarget, normaliseTarget, recoveryTarget, wordsTarget } from './targets/text.js'
import { varintTarget } from './targets/varint.js'

export const TARGETS: readonly FuzzTarget[] = [
	varintTarget,
	cborTarget,
	messageTarget,
	bundleTarget,
	bundleFileTarget,
	inflateTarget,
	subtreesTarget,
	signatureTarget,
	base32Target,
	recoveryTarget,
	hexTarget,
	wordsTarget,
	namesTarget,
	normaliseTarget,
	exchangeTarget,
	httpTarget,
	folderNameTarget,
]
