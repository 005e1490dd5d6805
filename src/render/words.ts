/** What views say of stances, in words that every renderer shares (SPEC 6.10, 6.16). Plain text, all of it ours. */
import type { CircleSupport, Corroboration, Evidence, OutsideSupport } from '../merge/knowledge-types.js'
import type { EarlierVersion, PresentNode, Stances } from '../merge/types.js'
import type { AuthorId } from '../message/types.js'

export type Counted = keyof Stances

export interface StanceWord {
	readonly stance: Counted
	/** `confirmed` */
	readonly passive: string
	/** `confirms`, or `confirms the first version`. */
	readonly active: (what: string) => string
}

/** The stances that count, in the order in which they are told. */
export const STANCE_WORDS: readonly StanceWord[] = [
	{ stance: 'confirm', passive: 'confirmed', active: (what) => `confirms ${what}`.trimEnd() },
	{ stance: 'dispute', passive: 'disputed', active: (what) => `disputes ${what}`.trimEnd() },
	{ stance: 'outdated', passive: 'called outdated', active: (what) => `calls ${what === '' ? 'it' : what} outdated` },
]

/** `the first version`, `revision 2` */
export function versionPhrase(rev: number): string {
	return rev === 0 ? 'the first version' : `revision ${rev}`
}

/** `confirmed by 2 keys, disputed by 1 key`. Nobody knows here who is a person: one may have many keys (SPEC 11.7). */
function counts(numberOf: (stance: Counted) => number): string {
	return STANCE_WORDS.flatMap(({ stance, passive }) => {
		const number = numberOf(stance)
		return number === 0 ? [] : [`${passive} by ${number} ${number === 1 ? 'key' : 'keys'}`]
	}).join(', ')
}

function authorsOfEarlier(earlier: readonly EarlierVersion[], stance: Counted): ReadonlySet<AuthorId> {
	return new Set(earlier.flatMap((version) => version.stances[stance].authors))
}

/**
 * `confirmed by 2 keys, disputed by 1 key; an earlier version was confirmed by 1 key`. Empty when nobody said anything. Several earlier versions are counted together, each key
 * once.
 */
export function stanceSentence(node: PresentNode): string {
	const now = counts((stance) => node.stances[stance].count)
	const before = counts((stance) => authorsOfEarlier(node.earlier, stance).size)
	if (before === '') return now
	const spoken = node.earlier.filter(({ stances }) => STANCE_WORDS.some(({ stance }) => stances[stance].count > 0))
	const past = `${spoken.length === 1 ? 'an earlier version was' : 'earlier versions were'} ${before}`
	return now === '' ? `not confirmed as it stands now; ${past}` : `${now}; ${past}`
}

/** Who stands how far from the reader (SPEC 6.15). */
export function distancePhrase(distance: number): string {
	return distance === 0 ? 'you' : `distance ${distance}`
}

/** Nobody knows there who is a person (SPEC 11.7). */
export function outsidePhrase(keys: number): string {
	return keys === 1 ? '1 key, which may be anybody' : `${keys} keys, which may be anybody`
}

export type Side = 'circle' | 'outside'

/** Who holds a stance on one side of the border of the circle: people in it, keys outside of it. */
export function holdersOf(support: CircleSupport | OutsideSupport): CircleSupport['people'] | OutsideSupport['keys'] {
	return 'people' in support ? support.people : support.keys
}

/** How many people or keys say anything of a version: each has one stance. */
export function speakersOn(corroboration: Corroboration, side: Side): number {
	return STANCE_WORDS.reduce((sum, { stance }) => sum + holdersOf(corroboration[stance][side]).count, 0)
}

/** What stands behind a stance. What matters is `independent`; the rest says how it comes about. */
export interface SupportWords {
	/** `3 people`; outside of the circle `2 keys`. */
	readonly who: string
	/** `1 independent` */
	readonly independent: string
	/** `they cite the same source`: why these are fewer than the others; empty when they are not. */
	readonly why: string
	/** `nobody first-hand, 1 source` */
	readonly details: string
}

function numbered({ count }: Evidence, one: string, many: string, none: string): string {
	return count === 0 ? none : count === 1 ? `1 ${one}` : `${count} ${many}`
}

/** Whom a verb is about: `they bring`, or of more people `1 brings`, `2 bring`. */
function told(number: number, all: number, verb: string): string {
	return number === all ? `they ${verb}` : number === 1 ? `1 ${verb}s` : `${number} ${verb}`
}

function why(support: CircleSupport | OutsideSupport, holders: Evidence): string {
	const { firstHand, sources, independent } = support
	/** Those who have it from anywhere at all (SPEC 6.16). */
	const grounded = independent.endorsements.length
	const reasons: string[] = []
	if (grounded > independent.count) {
		const oneSource = independent.count === 1 && firstHand.count === 0 && sources.count === 1
		reasons.push(
			oneSource
				? `${told(grounded, holders.count, 'cite')} the same source`
				: grounded - independent.count === 1
					? '1 has it from where another one has it'
					: `${grounded - independent.count} have it from where others have it`,
		)
	}
	if (holders.count > grounded) reasons.push(`${told(holders.count - grounded, holders.count, 'bring')} nothing of their own`)
	return reasons.join('; ')
}

export function supportWords(support: CircleSupport | OutsideSupport): SupportWords {
	const holders = holdersOf(support)
	return {
		who: 'people' in support ? numbered(holders, 'person', 'people', 'nobody') : numbered(holders, 'key', 'keys', 'no key'),
		independent: `${support.independent.count === 0 ? 'none' : support.independent.count} independent`,
		why: why(support, holders),
		details: `${numbered(support.firstHand, 'first-hand', 'first-hand', 'nobody first-hand')}, ${numbered(support.sources, 'source', 'sources', 'no source')}`,
	}
}
