/** The rules between fields (SPEC 3.3, 3.5). What a rule looks at has passed its own checks. */
import { equalBytes } from '../bytes.js'
import type { CborMap, CborValue } from '../encoding/value.js'
import { KEY } from './fields.js'

/** The key to blame, and what the rule expects, as the end of a sentence. */
export type Conflict = readonly [key: number, expected: string]

/** The first rule that a map breaks, in the order of the specification. */
export type Rules = (map: CborMap) => Conflict | undefined

const { author, root, parent, first, rev, target, stance, grounds, sources, text, format, attachments, subject, keys } = KEY

/** In the order in which they are blamed. */
const REFERENCES: readonly number[] = [root, parent, first, target]

// Loops rather than find and some: every message passes here, and closures would cost more than what they compare.

/** SPEC 3.5.a, in payloads and stubs. */
export function referenceRules(map: CborMap): Conflict | undefined {
	for (let i = 1; i < REFERENCES.length; i++) {
		const id = map.get(REFERENCES[i] as number) as Uint8Array | undefined
		for (let j = 0; id !== undefined && j < i; j++) {
			if (isSame(map.get(REFERENCES[j] as number), id)) return [REFERENCES[i] as number, 'another message than in the other references']
		}
	}
	return undefined
}

/** SPEC 3.5.a to c: for every kind. */
export function commonRules(map: CborMap): Conflict | undefined {
	const conflict = referenceRules(map)
	if (conflict !== undefined) return conflict
	const own = map.get(author) as Uint8Array
	const others = map.get(keys) as readonly Uint8Array[] | undefined
	if (others?.some((key) => equalBytes(key, own))) return [keys, 'other keys than the author']
	return isSame(map.get(subject), own) ? [subject, 'another key than the author'] : undefined
}

function isSame(value: CborValue | undefined, bytes: Uint8Array): boolean {
	return value !== undefined && equalBytes(value as Uint8Array, bytes)
}

/** SPEC 3.5.d to f: post and reply. */
export function contentRules(map: CborMap): Conflict | undefined {
	if (!map.has(text) && !map.has(attachments)) return [text, 'a text or attachments']
	if (map.has(first) !== map.has(rev)) return [map.has(rev) ? rev : first, 'first and rev together']
	return map.has(format) && !map.has(text) ? [format, 'a format only with a text'] : undefined
}

/** SPEC 3.5.g and h: endorsement. */
export function endorsementRules(map: CborMap): Conflict | undefined {
	if (map.get(grounds) === 3 && !map.has(sources)) return [grounds, 'the grounds "source" only with sources']
	const spare = map.get(stance) === 4 ? [grounds, sources].find((key) => map.has(key)) : undefined
	return spare === undefined ? undefined : [spare, 'nothing with the stance "withdrawn"']
}

/** SPEC 3.3: source. */
export function sourceRules(map: CborMap): Conflict | undefined {
	if (map.has(0) === map.has(2)) return [map.has(0) ? 2 : 0, 'exactly one of uri and message']
	return map.has(1) && !map.has(0) ? [1, 'a hash only with a uri'] : undefined
}
