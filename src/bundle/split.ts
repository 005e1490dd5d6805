/** From any number of messages and attachments to a sequence of bundles (SPEC 7.12). */
import { BudkavleError } from '../errors.js'
import { LIMITS } from '../limits.js'
import { packBundle } from './pack.js'
import type { BundleBlob, PackableMessage } from './types.js'

export interface SplitOptions {
	/** Messages in one bundle, 1 to 65,536; default 4,096. Damage to a bundle costs at most so many. */
	readonly maxMessages?: number
	/** Bytes of one bundle, 65,536 to LIMITS.bundle; default 8 MiB. */
	readonly maxBytes?: number
}

/** What `splitBundles` packs. Read once, from front to back. */
export interface SplitContent {
	readonly messages: Iterable<PackableMessage>
	readonly blobs?: Iterable<BundleBlob>
}

/**
 * Packs any number of messages, and then attachments, into a sequence of bundles; written one after the other they are a file that `readBundles` reads.
 * Holds the content of one bundle at a time. Messages that stand near each other in the input share a bundle: sort them by thread or by time.
 *
 * @throws {BudkavleError} as `packBundle`; `bundle-too-large` also for one attachment that alone is larger than `maxBytes`
 */
export function* splitBundles(content: SplitContent, options: SplitOptions = {}): Generator<Uint8Array, void, void> {
	const { maxMessages = 4096, maxBytes = 8_388_608 } = options
	inRange('maxMessages', maxMessages, 1, LIMITS.bundleMessages)
	inRange('maxBytes', maxBytes, 65_536, LIMITS.bundle)
	for (const messages of groups(
		content.messages,
		({ payload, signature }) => payload.length + (signature?.length ?? 0),
		maxMessages,
		maxBytes,
	)) {
		yield* inHalves(messages, (half) => packBundle({ messages: half }), maxBytes)
	}
	for (const blobs of groups(content.blobs ?? [], ({ bytes }) => bytes.length, LIMITS.bundleBlobs, maxBytes)) {
		yield* inHalves(blobs, (half) => packBundle({ messages: [], blobs: half }), maxBytes)
	}
}

function inRange(name: string, value: number, least: number, most: number): void {
	if (Number.isInteger(value) && value >= least && value <= most) return
	throw new BudkavleError('argument-invalid', `${name} is a whole number from ${least} to ${most}, not ${String(value)}.`)
}

function* groups<T>(items: Iterable<T>, sizeOf: (item: T) => number, maxItems: number, maxBytes: number): Generator<T[], void, void> {
	let group: T[] = []
	let bytes = 0
	for (const item of items) {
		const size = sizeOf(item)
		if (group.length > 0 && (group.length === maxItems || bytes + size > maxBytes)) {
			yield group
			group = []
			bytes = 0
		}
		group.push(item)
		bytes += size
	}
	if (group.length > 0) yield group
}

/**
 * The bundle of these items, or of each half of them and so on, until each is small enough: packed is nearly always smaller than not packed, but not for certain, and checkpoints that prove messages
 * come on top.
 *
 * @throws {BudkavleError} `bundle-too-large` for one item that alone makes a larger bundle
 */
export function* inHalves<T>(
	items: readonly T[],
	pack: (items: readonly T[]) => Uint8Array,
	maxBytes: number,
): Generator<Uint8Array, void, void> {
	const bundle = packOrUndefined(items, pack)
	if (bundle !== undefined && bundle.length <= maxBytes) yield bundle
	else if (items.length <= 1)
		throw new BudkavleError(
			'bundle-too-large',
			`One attachment alone makes a bundle of more than ${maxBytes} bytes. Allow more by maxBytes, or leave it out.`,
		)
	else {
		const middle = items.length >> 1
		yield* inHalves(items.slice(0, middle), pack, maxBytes)
		yield* inHalves(items.slice(middle), pack, maxBytes)
	}
}

/** The bundle, or undefined when it is too large for any reader. */
function packOrUndefined<T>(items: readonly T[], pack: (items: readonly T[]) => Uint8Array): Uint8Array | undefined {
	try {
		return pack(items)
	} catch (error) {
		if (error instanceof BudkavleError && error.code === 'bundle-too-large' && items.length > 1) return undefined
		throw error
	}
}
