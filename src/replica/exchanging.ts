/** Asks, answers, and what follows from answers: two replicas find out what each lacks, and nobody keeps state of it (SPEC 8.8 to 8.12). */
import type { Answer, Ask, AskedScope } from '../bundle/exchange-sections.js'
import { widthOf } from '../bundle/exchange-sections.js'
import { equalBytes } from '../bytes.js'
import { BudkavleError } from '../errors.js'
import { LIMITS } from '../limits.js'
import type { Message, MessageId } from '../message/types.js'
import type { Cells } from '../sketch/cells.js'
import { cellsBytes, peel } from '../sketch/cells.js'
import { Estimator } from '../sketch/estimator.js'
import type { ShortIdSet } from '../sketch/short-id-set.js'
import { bitsFor, highestBits, setBytes, shortIdSet } from '../sketch/short-id-set.js'
import { NOT_HELD } from '../sketch/sketched-set.js'
import { FreshBudget } from './fresh-budget.js'
import { KeptSet } from './kept-set.js'
import type { Change } from './observed-store.js'
import type { OfferedSet, SetSource } from './offered-set.js'
import { scopedSet, wholeSet } from './offered-set.js'
import { Refused } from './refused.js'
import { checkScope } from './scope.js'
import { keyOfTag, Tags } from './tags.js'
import type { ExchangeOptions, Scope, ShareContext } from './types.js'

/** Enough for one difference, and for ten in every second case. */
const FIRST_CELLS = 16
/** Cells for each id by which two sets are estimated to differ. */
const CELLS_EACH = 1.65
/** When this share of the cells was read, a few more are enough. */
const ALMOST = 10
/** Bits of a wanted short id beyond those that tell as many apart as are offered here: one in 4,096 times a message comes that nobody wanted. */
const WANT_BITS = 12
/** In this round a set is told instead of cells, whatever it takes: then everything is decided. */
const LAST_ROUND = 5
/** The first byte of a tag: the round, how often the asker had more to give than fitted, and whether it changed to a key of the other one, which happens once. */
const ROUND = 0x07
const PUSH = 0x08
const PUSHES = 0x78
const CHANGED_KEY = 0x80
/** A replica with more messages keeps a sketch of everything when it is asked often, and asks others to use its key. */
const LARGE = 16_384

/** What goes back, before it is packed. */
export interface Reply {
	/** In the order of their arrival, as far as that is known. */
	readonly ids: AsyncIterable<MessageId>
	readonly ask?: Ask
	/** Of what the other one wants: an ask to go along if not everything fits. */
	readonly askAgain?: () => Promise<Ask | undefined>
	readonly answer?: Answer
	/** What the answer says beside, if not everything fits: the key to ask under next, and how much is offered. */
	readonly next?: Pick<Answer, 'key' | 'count'>
	/** Bytes that the other one takes. */
	readonly most?: number
	/** Nothing remains to be found out by this replica. */
	readonly isComplete: boolean
}

interface SetRequest {
	readonly scope: AskedScope | undefined
	/** Of the ask, from which the key is made where none is given. */
	readonly tag: Uint8Array
	readonly key: Uint8Array | undefined
	readonly cells: number
	readonly asOf: number | undefined
	readonly options: ExchangeOptions
	readonly context: ShareContext
}

const NOTHING: AsyncIterable<MessageId> = { async *[Symbol.asyncIterator]() {} }

const isEverything = (scope: Scope): boolean => Object.values(scope).every((criterion) => criterion === undefined)

/** The scope as it travels; `undefined` for everything. */
function askedScope(scope: Scope): AskedScope | undefined {
	const checked = checkScope(scope)
	if (isEverything(checked)) return undefined
	const given = Object.fromEntries(Object.entries(checked).filter(([, value]) => value !== undefined)) as AskedScope
	const { since, ...lists } = given
	const count = Object.values(lists).reduce((sum, list) => sum + list.length, 0)
	if (count <= LIMITS.scope) return given
	throw new BudkavleError(
		'argument-invalid',
		`The scope of an ask has at most ${LIMITS.scope} ids, keys and texts, not ${count}. Ask several times.`,
	)
}

export class Exchanging {
	readonly #source: SetSource
	readonly #refused = new Refused()
	readonly #tags: Tags
	readonly #kept: KeptSet
	readonly #clock: () => number | undefined
	readonly #budget = new FreshBudget()

	constructor(source: SetSource, clock: () => number | undefined) {
		this.#source = source
		this.#tags = new Tags(source.store)
		this.#kept = new KeptSet(source.store, this.#tags)
		this.#clock = clock
	}

	follow({ erased }: Change): void {
		this.#kept.erased(erased)
	}

	forget(): void {
		this.#kept.forget()
	}

	/** What was refused here, by a policy or because it was taken back, counts as held for a while in exchanges with whoever sent it. */
	refused(id: MessageId, from: string | undefined): void {
		this.#refused.add(from ?? '', id, this.#clock())
	}

	/** A first ask. */
	async ask(scope: Scope, options: ExchangeOptions, context: ShareContext): Promise<Ask> {
		return this.#ask(1, askedScope(scope), { options, context })
	}

	/** Whether an ask or answer has to do with the sketch that is kept: this replica holds much, and has hashed all of it often enough for this peer. */
	async #isSpared(scope: AskedScope | undefined, { share }: ExchangeOptions, peer: string): Promise<boolean> {
		if (scope !== undefined || share !== undefined) return false
		const { messages } = await this.#source.store.stats()
		return messages > LARGE && !this.#budget.allows(peer, messages, this.#clock())
	}

	/** What an answer said may be known: how many cells at least, a key to ask under, how much the other one offers, an estimate of the difference. */
	async #ask(
		round: number,
		scope: AskedScope | undefined,
		{ options, context }: Pick<SetRequest, 'options' | 'context'>,
		{
			least = FIRST_CELLS,
			key: given,
			count: theirs,
			difference = 0,
		}: { readonly least?: number; readonly key?: Uint8Array; readonly count?: number; readonly difference?: number } = {},
	): Promise<Ask> {
		const tag = await this.#tags.make(round, scope)
		const asOf = this.#clock()
		const isSpared = given === undefined && (await this.#isSpared(scope, options, ''))
		const kept = isSpared ? await this.#kept.current(asOf, options.signal) : undefined
		const key = given ?? kept?.key
		const atLeast = Math.max(least, Math.ceil(CELLS_EACH * difference))
		const offered = kept ?? (await this.#offered({ scope, tag, key, cells: atLeast, asOf, options, context }))
		const { size } = offered.set
		const count = Math.min(LIMITS.cells, Math.max(atLeast, Math.ceil(CELLS_EACH * Math.abs(size - (theirs ?? size)))))
		const most = options.maxReply
		const common = {
			tag,
			...(key === undefined ? {} : { key }),
			...(scope === undefined ? {} : { scope }),
			...(asOf === undefined ? {} : { asOf }),
			...(most === undefined ? {} : { most }),
		}
		if ((round & ROUND) >= LAST_ROUND || setBytes(size) <= cellsBytes(count, widthOf(key)))
			return { ...common, set: wholeShortIdSet(offered) }
		return { ...common, cells: offered.set.cells(count).cut() }
	}

	/** Whether a key is the one of the sketch that is kept, and the sketch about this scope. */
	async #isKept(key: Uint8Array | undefined, scope: AskedScope | undefined, { share }: ExchangeOptions): Promise<boolean> {
		return key !== undefined && scope === undefined && share === undefined && equalBytes(key, await this.#tags.epochKey(this.#clock()))
	}

	#offered({ scope, tag, key, cells, asOf, options, context }: SetRequest): Promise<OfferedSet> {
		const { share, signal } = options
		const refused = this.#refused.by(context.to ?? '', this.#clock())
		const wanted = { key: key ?? keyOfTag(tag), width: widthOf(key), cells, asOf, signal, refused }
		if (scope === undefined && share === undefined) return wholeSet(this.#source, wanted)
		return scopedSet(this.#source, scope ?? {}, share && ((message: Message) => share(message, context)), wanted)
	}

	/** What to say to an ask. */
	async answer(ask: Ask, options: ExchangeOptions, context: ShareContext): Promise<Reply> {
		const { tag, scope } = ask
		const echo = scope === undefined ? {} : { scope }
		const most = ask.most === undefined ? {} : { most: ask.most }
		const answered = { tag, ...(ask.key === undefined ? {} : { key: ask.key }), ...echo }
		const offered = await this.#answering(ask, options, context)
		if (offered instanceof Uint8Array) return { ids: NOTHING, answer: { tag, key: offered, ...echo }, isComplete: false }
		const { set, key } = offered
		const compared = ask.set === undefined ? compareCells(offered, ask.cells as Cells) : compareSets(offered, ask.set)
		if ('undecided' in compared) return { ids: NOTHING, answer: { ...answered, ...compared.undecided }, isComplete: false }
		const { places, wants } = compared
		const isComplete = wants.values.length === 0
		return {
			ids: offered.idsAt(places),
			answer: isComplete ? { tag, ...echo } : { ...answered, wants },
			...most,
			next: { ...(key === undefined ? {} : { key }), count: set.size },
			isComplete,
		}
	}

	/** The set to answer from; or a key that the asker should use instead. */
	async #answering(ask: Ask, options: ExchangeOptions, context: ShareContext): Promise<OfferedSet | Uint8Array> {
		const { tag, key: given, scope, asOf } = ask
		// Whoever has nothing lacks everything, under any key.
		const isNew = ask.set?.values.length === 0
		if (await this.#isKept(given, scope, options)) return this.#kept.current(this.#clock(), options.signal)
		if (await this.#isSpared(scope, options, `from ${context.to ?? ''}`)) {
			const kept = await this.#kept.current(this.#clock(), options.signal)
			return isNew ? kept : kept.key
		}
		return this.#offered({ scope, tag, key: given, cells: ask.cells?.count ?? 0, asOf, options, context })
	}

	/**
	 * What follows from an answer; `undefined` when it answers nobody here.
	 *
	 * @param hasGained whether something came with it that was not there before
	 */
	async follows(answer: Answer, hasGained: boolean, options: ExchangeOptions, context: ShareContext): Promise<Reply | undefined> {
		const { tag, scope, key, wants, cells, estimator, count, more } = answer
		const round = await this.#tags.roundOf(tag, scope)
		if (round === undefined) return undefined
		const said = { options, context }
		const isUndecided = cells !== undefined || estimator !== undefined
		if (isUndecided || (key !== undefined && wants === undefined && more === undefined)) {
			const under = key === undefined ? {} : { key }
			if (isUndecided ? (round & ROUND) >= LAST_ROUND : (round & CHANGED_KEY) !== 0) return { ids: NOTHING, isComplete: false }
			if (!isUndecided) return { ids: NOTHING, ask: await this.#ask(round | CHANGED_KEY, scope, said, under), isComplete: false }
			const hint =
				estimator === undefined
					? { least: Math.max(FIRST_CELLS, cells ?? 0) }
					: { ...(count === undefined ? {} : { count }), difference: await this.#difference(answer, estimator, said) }
			return { ids: NOTHING, ask: await this.#ask(round + 1, scope, said, { ...under, ...hint }), isComplete: false }
		}
		const ids = wants === undefined ? NOTHING : this.#wanted(answer, wants, said)
		const pushes = round & PUSHES
		const under = { ...(key === undefined ? {} : { key }), ...(count === undefined ? {} : { count }) }
		// What is refused here, or comes to nothing, would come again for ever.
		if (more !== undefined && hasGained) return { ids, ask: await this.#ask(1 | pushes, scope, said, under), isComplete: false }
		const canPush = wants !== undefined && pushes < PUSHES
		const askAgain = (): Promise<Ask> => this.#ask(1 | (pushes + PUSH), scope, said, under)
		if (canPush && wants.values.length >= LIMITS.bundleMessages) return { ids, ask: await askAgain(), isComplete: false }
		return { ids, ...(canPush ? { askAgain } : {}), isComplete: more === undefined }
	}

	async #difference({ tag, key, scope }: Answer, estimator: Uint8Array, said: Pick<SetRequest, 'options' | 'context'>): Promise<number> {
		const { set } = await this.#own(tag, key, scope, said)
		return set.estimator().differenceTo(new Estimator(estimator))
	}

	/** The set of an own ask, as it is now. */
	async #own(
		tag: Uint8Array,
		key: Uint8Array | undefined,
		scope: AskedScope | undefined,
		{ options, context }: Pick<SetRequest, 'options' | 'context'>,
	): Promise<OfferedSet> {
		const asOf = this.#clock()
		if (await this.#isKept(key, scope, options)) return this.#kept.current(asOf, options.signal)
		return this.#offered({ scope, tag, key, cells: 0, asOf, options, context })
	}

	async *#wanted(
		{ tag, key, scope }: Answer,
		wants: ShortIdSet,
		said: Pick<SetRequest, 'options' | 'context'>,
	): AsyncGenerator<MessageId, void, void> {
		const offered = await this.#own(tag, key, scope, said)
		const wanted = new Set(wants.values)
		const places: number[] = []
		for (const { low, high, place } of offered.set.all()) {
			if (place !== NOT_HELD && wanted.has(highestBits(low, high & 0xffff, wants.bits))) places.push(place)
		}
		yield* offered.idsAt(places.sort((a, b) => a - b))
	}
}

/** What is offered here and not by the other one, by ascending places, and what is wanted of the other one. */
interface Compared {
	readonly places: readonly number[]
	readonly wants: ShortIdSet
}

/** Likewise, or what to say where the cells are too few to tell. */
function compareCells({ set }: OfferedSet, theirs: Cells): Compared | { readonly undecided: Partial<Answer> } {
	const difference = set.cells(theirs.count).cut().minus(theirs)
	const hasEmpty = Array.from({ length: difference.count }, (_, i) => difference.isEmpty(i)).includes(true)
	const { found, isComplete } = peel(difference, set.shortIds)
	if (!isComplete) {
		const isNear = found.length > 0 || hasEmpty
		if (!isNear) return { undecided: { estimator: set.estimator().bytes(), count: set.size } }
		return { undecided: { cells: Math.min(LIMITS.cells, Math.ceil(theirs.count * (found.length * ALMOST > theirs.count ? 1.3 : 2))) } }
	}
	const bits = bitsFor(Math.max(set.size, found.length), WANT_BITS)
	const places: number[] = []
	const wants: number[] = []
	for (const one of found) {
		const place = set.placeOf(one)
		if (place === undefined) wants.push(highestBits(one.low, one.high & 0xffff, bits))
		else if (place !== NOT_HELD) places.push(place)
	}
	return { places: places.sort((a, b) => a - b), wants: shortIdSet(wants, bits) }
}

function wholeShortIdSet({ set }: OfferedSet): ShortIdSet {
	const bits = bitsFor(set.size)
	const values: number[] = []
	for (const { low, high } of set.all()) values.push(highestBits(low, high & 0xffff, bits))
	return shortIdSet(values, bits)
}

/** Where a value stands in a sorted list; -1 where it does not. */
function placeIn(values: readonly number[], value: number): number {
	let [low, high] = [0, values.length - 1]
	while (low <= high) {
		const middle = (low + high) >> 1
		const found = values[middle] as number
		if (found === value) return middle
		if (found < value) low = middle + 1
		else high = middle - 1
	}
	return -1
}

/** What is here and not in a set, and what is in the set and not here, as much of that as can be wanted at once. */
function compareSets({ set }: OfferedSet, { bits, values }: ShortIdSet): Compared {
	const isHere = new Uint8Array(values.length)
	const places: number[] = []
	for (const { low, high, place } of set.all()) {
		const at = placeIn(values, highestBits(low, high & 0xffff, bits))
		if (at >= 0) isHere[at] = 1
		else if (place !== NOT_HELD) places.push(place)
	}
	const missing: number[] = []
	for (let i = 0; i < values.length && missing.length < LIMITS.bundleMessages; i++) if (isHere[i] === 0) missing.push(values[i] as number)
	return { places: places.sort((a, b) => a - b), wants: { bits, values: missing } }
}
