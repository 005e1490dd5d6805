/**
 * A second implementation of SPEC 6.13 to 6.18, clause by clause and by brute force: everything is asked anew of the whole set of messages.
 * It shares no code with src/merge; only the shapes of the views are the same.
 */
import { createHash } from 'node:crypto'
import type {
	Circle,
	CirclePerson,
	Corroboration,
	InboxEntry,
	LogCompleteness,
	Person,
	PersonStance,
	PersonView,
	QuestionView,
	Reader,
	Speaker,
	Support,
} from '../../src/merge/knowledge-types.js'
import type { PresentNode, ThreadNode } from '../../src/merge/types.js'
import type {
	Checkpoint,
	Endorsement,
	Message,
	MessageId,
	OtherMessage,
	Post,
	Profile,
	Reply,
	Source,
	Vouch,
} from '../../src/message/types.js'
import { claimsIn, expired, oracleThread, retracted } from './oracle.js'

type Live = Exclude<Message, OtherMessage>
type Version = Post | Reply
type Ranked = { readonly id: string; readonly rev: number; readonly time?: number }

export const sorted = (ids: Iterable<string>): string[] => [...new Set(ids)].sort()
const isVersion = (message: Message): message is Version => message.kind === 'post' || message.kind === 'reply'

// 6.4
export function liveIn(set: readonly Message[], now: number): Live[] {
	return set
		.filter((message, index) => set.findIndex(({ id }) => id === message.id) === index)
		.filter((message): message is Live => typeof message.kind === 'string')
		.filter((message) => !retracted(message, set) && !expired(message, now))
}

// 6.5
const known = (time: number | undefined): number => (time === undefined ? Number.NEGATIVE_INFINITY : time)
const beats = (a: Ranked, b: Ranked): boolean =>
	a.rev !== b.rev ? a.rev > b.rev : known(a.time) !== known(b.time) ? known(a.time) > known(b.time) : a.id > b.id
const current = <M extends Ranked>(register: readonly M[]): M | undefined =>
	register.find((message) => register.every((rival) => rival === message || beats(message, rival)))

// 6.13
export function oracleKeys(profiles: readonly Profile[], key: string): string[] {
	const names = (a: string, b: string): boolean => profiles.some((profile) => profile.author === a && profile.keys.includes(b))
	const keys = [key]
	for (const at of keys) {
		for (const { author } of profiles) if (names(at, author) && names(author, at) && !keys.includes(author)) keys.push(author)
	}
	return keys.sort()
}
const profilesIn = (live: readonly Live[]): Profile[] => live.filter((message) => message.kind === 'profile')
export const personIn = (live: readonly Live[], key: string): Person => {
	const keys = oracleKeys(profilesIn(live), key)
	return { id: keys[0] as string, keys }
}
export function oraclePerson(set: readonly Message[], author: string, now: number): PersonView {
	const profiles = profilesIn(liveIn(set, now))
	const latest = profiles.filter((profile) => profile === current(profiles.filter((one) => one.author === profile.author)))
	const keys = oracleKeys(profiles, author)
	return { author, id: keys[0] as string, keys, currentKeys: oracleKeys(latest, author) }
}

// 6.14
export function oracleStances(live: readonly Live[], version: Version): PersonStance[] {
	const about = live.filter(
		(message): message is Endorsement =>
			message.kind === 'endorsement' && message.target === version.id && message.thread === version.thread,
	)
	const stances: PersonStance[] = []
	for (const id of sorted(about.map(({ author }) => personIn(live, author).id))) {
		const person = personIn(live, id)
		const said = about.filter(({ author }) => person.keys.includes(author))
		const decisive = current(said) as Endorsement
		if (decisive.stance === 'withdrawn') continue
		const conflicts = said.filter((one) => {
			const latest = current(said.filter(({ author }) => author === one.author))
			if (one.author === decisive.author) return one !== decisive && one.rev === decisive.rev
			return one === latest && one.stance !== 'withdrawn' && one.stance !== decisive.stance
		})
		stances.push({ person, stance: decisive.stance, endorsement: decisive.id, conflicts: sorted(conflicts.map((one) => one.id)) })
	}
	return stances
}

// 6.15
function oracleOwn(live: readonly Live[], keys: readonly string[], blocked: readonly string[]): string[] {
	const open = profilesIn(live)
		.filter(({ author }) => !blocked.includes(author))
		.map((profile) => ({ ...profile, keys: profile.keys.filter((key) => !blocked.includes(key)) }))
	return sorted(keys.filter((key) => !blocked.includes(key)).flatMap((key) => oracleKeys(open, key)))
}
export function oracleCircle(set: readonly Message[], reader: Reader, now: number): Circle {
	const { keys, vouches = [], blocked = [], depth = 3 } = reader
	const live = liveIn(set, now)
	const own = oracleOwn(live, keys, blocked)
	const ofSelf = (key: string): boolean => personIn(live, key).keys.some((one) => own.includes(one))
	const public_ = live.filter(
		(message): message is Vouch => message.kind === 'vouch' && (own.includes(message.author) || !ofSelf(message.author)),
	)
	const everyone = sorted(
		[...public_.flatMap(({ author, subject }) => [author, subject]), ...own, ...vouches].map((key) => personIn(live, key).id),
	)
	const word = (speaker: readonly string[], key: string): Vouch | undefined =>
		current(public_.filter(({ author, subject }) => speaker.includes(author) && subject === key))
	const keysOf = (id: string): readonly string[] => personIn(live, id).keys
	const words = (speaker: readonly string[], id: string): Vouch[] => keysOf(id).flatMap((key) => word(speaker, key) ?? [])
	const distrusts = (speaker: readonly string[], id: string): boolean => words(speaker, id).some(({ stance }) => stance === 'distrust')
	const vouchesFor = (speaker: readonly string[], id: string): boolean =>
		!distrusts(speaker, id) && words(speaker, id).some(({ stance }) => stance === 'vouch')
	const shut = (id: string): boolean => !ofSelf(id) && (keysOf(id).some((key) => blocked.includes(key)) || distrusts(own, id))
	const people: CirclePerson[] = []
	const at = (distance: number): string[] => people.filter((one) => one.distance === distance).map(({ id }) => id)
	const ids = (speaker: readonly string[], id: string): string[] =>
		sorted(words(speaker, id).flatMap((vouch) => (vouch.stance === 'vouch' ? [vouch.id] : [])))
	for (const id of sorted(own.map((key) => personIn(live, key).id))) people.push({ ...personIn(live, id), distance: 0, vouches: [] })
	for (let distance = 1; distance <= depth; distance++) {
		const before = at(distance - 1).map((id) => ({ id, speaker: keysOf(id) }))
		for (const id of everyone) {
			if (people.some((one) => one.id === id) || shut(id)) continue
			if (distance === 1) {
				const privately = keysOf(id).some((key) => vouches.includes(key))
				if (privately || vouchesFor(own, id)) people.push({ ...personIn(live, id), distance, vouches: ids(own, id) })
				continue
			}
			const via = before.find(({ speaker }) => vouchesFor(speaker, id))
			if (via !== undefined) people.push({ ...personIn(live, id), distance, via: via.id, vouches: ids(via.speaker, id) })
		}
	}
	return { people: [...people].sort((a, b) => (a.distance === b.distance ? (a.id < b.id ? -1 : 1) : a.distance - b.distance)) }
}

/** The size of a maximum matching between the two sides of these pairs, by trying everything. */
export function bruteMatching(pairs: readonly (readonly [string, string])[]): number {
	const lefts = sorted(pairs.map(([left]) => left))
	const best = (index: number, taken: readonly string[]): number => {
		const left = lefts[index]
		if (left === undefined) return 0
		const free = sorted(pairs.filter(([one, right]) => one === left && !taken.includes(right)).map(([, right]) => right))
		// To leave a vertex out is never better where it has a neighbour of its own.
		const alone = free.find((right) => pairs.every(([one, other]) => other !== right || one === left))
		if (alone !== undefined) return 1 + best(index + 1, taken)
		return Math.max(best(index + 1, taken), ...free.map((right) => 1 + best(index + 1, [...taken, right])))
	}
	return best(0, [])
}

/** How many triples there are at most of which no two share anything. What 6.16 bounds. */
export function bruteIndependent(triples: readonly (readonly [string, string, string])[]): number {
	const [[person, address, content] = ['', '', ''], ...rest] = triples
	if (triples.length === 0) return 0
	const apart = rest.filter((one) => one[0] !== person && one[1] !== address && one[2] !== content)
	return Math.max(1 + bruteIndependent(apart), bruteIndependent(rest))
}

// 6.16
export interface OracleWord {
	readonly stance: PersonStance
	readonly firstHand: boolean
	readonly cited: readonly (readonly [address: string, content: string])[]
	readonly origins: readonly (readonly [address: string, content: string])[]
}
export function oracleWords(live: readonly Live[], version: Version): OracleWord[] {
	const author = personIn(live, version.author)
	const stances = oracleStances(live, version).filter(({ person }) => !person.keys.includes(version.author))
	const origins = (source: Source, stance: string): (readonly [string, string])[] => {
		if (version.sources.some((own) => own.uri !== undefined && own.uri === source.uri)) return []
		if (version.sources.some((own) => own.hash !== undefined && own.hash === source.hash)) return []
		if (version.sources.some((own) => own.message !== undefined && own.message === source.message)) return []
		if (source.uri !== undefined) return [[`uri:${source.uri}`, source.hash === undefined ? `uri:${source.uri}` : `hash:${source.hash}`]]
		const held = live.find(({ id }) => id === source.message)
		if (held === undefined || author.keys.includes(held.author)) return []
		const { id } = personIn(live, held.author)
		if (stances.some((one) => one.person.id === id && one.stance === stance)) return []
		return [[`person:${id}`, `person:${id}`]]
	}
	return stances.map((stance) => {
		const { grounds, sources } = live.find(({ id }) => id === stance.endorsement) as Endorsement
		const firstHand = grounds === 'observed' || grounds === 'reproduced'
		const cited = grounds === 'relayed' ? [] : sources.flatMap((source) => origins(source, stance.stance))
		const self = `person:${stance.person.id}`
		return { stance, firstHand, cited, origins: firstHand ? [[self, self], ...cited] : cited }
	})
}
export function oracleSupport(words: readonly OracleWord[]): Support {
	const ids = (some: readonly OracleWord[]): string[] => sorted(some.map(({ stance }) => stance.endorsement))
	const first = words.filter(({ firstHand }) => firstHand)
	const citing = words.filter(({ cited }) => cited.length > 0)
	const grounded = words.filter(({ origins }) => origins.length > 0)
	const triples = grounded.flatMap(({ stance, origins }) =>
		origins.map(([address, content]) => [stance.person.id, address, content] as const),
	)
	const independent = Math.min(
		bruteMatching(triples.map(([person, address]) => [person, address])),
		bruteMatching(triples.map(([person, , content]) => [person, content])),
		bruteMatching(triples.map(([, address, content]) => [address, content])),
	)
	return {
		firstHand: { count: first.length, endorsements: ids(first) },
		sources: { count: bruteMatching(citing.flatMap(({ cited }) => cited)), endorsements: ids(citing) },
		independent: { count: independent, endorsements: ids(grounded) },
	}
}
export function oracleCorroboration(set: readonly Message[], id: MessageId, reader: Reader, now: number): Corroboration | undefined {
	const live = liveIn(set, now)
	const version = live.find((message) => message.id === id)
	if (version === undefined || !isVersion(version)) return undefined
	const { people } = oracleCircle(set, reader, now)
	const distance = ({ stance }: OracleWord): number | undefined => people.find((one) => one.id === stance.person.id)?.distance
	const support = (asked: string): Corroboration['confirm'] => {
		const words = oracleWords(live, version).filter(({ stance }) => stance.stance === asked)
		const near = words.filter((word) => distance(word) !== undefined)
		const far = words.filter((word) => distance(word) === undefined)
		const count = (some: readonly OracleWord[]): { count: number; endorsements: string[] } => ({
			count: some.length,
			endorsements: sorted(some.map(({ stance }) => stance.endorsement)),
		})
		const speaker = ({ stance: { person, endorsement, conflicts } }: OracleWord): Speaker => ({ person, endorsement, conflicts })
		const speakers = near
			.map((word) => ({ ...speaker(word), distance: distance(word) as number }))
			.sort((a, b) => (a.distance === b.distance ? (a.person.id < b.person.id ? -1 : 1) : a.distance - b.distance))
		return {
			circle: { people: { ...count(near), speakers }, ...oracleSupport(near) },
			outside: { keys: { ...count(far), speakers: far.map(speaker) }, ...oracleSupport(far) },
		}
	}
	return { version: id, rev: version.rev, confirm: support('confirm'), dispute: support('dispute'), outdated: support('outdated') }
}

// 6.17
const present = (nodes: readonly ThreadNode[]): PresentNode[] => nodes.filter((node) => node.state === 'present')
function ancestors(nodes: readonly ThreadNode[], node: ThreadNode): ThreadNode[] {
	const parent = nodes.find(({ id }) => id === node.parent)
	return parent === undefined ? [] : [parent, ...ancestors(nodes, parent)]
}
export function oracleQuestions(set: readonly Message[], thread: MessageId, now: number): QuestionView[] {
	const live = liveIn(set, now)
	const { nodes } = oracleThread(set, thread, now)
	const says = (person: Person, id: MessageId): PersonStance | undefined =>
		oracleStances(live, live.find((message) => message.id === id) as Version).find((stance) => stance.person.id === person.id)
	return present(nodes)
		.filter(({ message }) => message.question)
		.map((question) => {
			const asker = personIn(live, question.message.author)
			const isTheirs = (node: ThreadNode): boolean =>
				node.state === 'present' && node.message.question && asker.keys.includes(node.message.author)
			const below = present(nodes).filter((node) => ancestors(nodes, node).find(isTheirs)?.id === question.id)
			const answers = below.flatMap(({ id: node, message: { id: version } }) => {
				const stance = says(asker, version)
				return stance?.stance === 'confirm' ? [{ node, version, endorsement: stance.endorsement }] : []
			})
			const earlier = below.flatMap(({ id: node, message, earlier: others }) => {
				if (says(asker, message.id) !== undefined) return []
				const version = others.map(({ id }) => id).find((id) => says(asker, id) !== undefined)
				const stance = version === undefined ? undefined : says(asker, version)
				return version !== undefined && stance?.stance === 'confirm' ? [{ node, version, endorsement: stance.endorsement }] : []
			})
			return { thread, node: question, asker, state: answers.length > 0 ? 'answered' : 'open', answers, earlier }
		})
}
const newest = <T extends { readonly node: PresentNode }>(entries: readonly T[]): T[] => {
	const later = (a: PresentNode, b: PresentNode): boolean => {
		if (known(a.place) !== known(b.place)) return known(a.place) > known(b.place)
		return a.depth === b.depth ? a.id > b.id : a.depth > b.depth
	}
	return [...entries].sort((a, b) => (later(a.node, b.node) ? -1 : 1))
}
export function oracleInState(asked: 'open' | 'answered', set: readonly Message[], now: number): QuestionView[] {
	const threads = sorted(set.map(({ thread }) => thread))
	return newest(threads.flatMap((thread) => oracleQuestions(set, thread, now)).filter(({ state }) => state === asked))
}
export function oracleInbox(set: readonly Message[], { keys, blocked = [] }: Pick<Reader, 'keys' | 'blocked'>, now: number): InboxEntry[] {
	const live = liveIn(set, now)
	const own = oracleOwn(live, keys, blocked)
	const shut = (author: string): boolean => personIn(live, author).keys.some((key) => blocked.includes(key))
	const entries: InboxEntry[] = []
	for (const thread of sorted(set.map((message) => message.thread))) {
		const { nodes } = oracleThread(set, thread, now)
		const isOwn = (node: ThreadNode): boolean => node.state === 'present' && own.includes(node.message.author)
		if (!nodes.some(isOwn)) continue
		const open = oracleQuestions(set, thread, now).filter(({ state }) => state === 'open')
		for (const node of present(nodes)) {
			if (isOwn(node) || shut(node.message.author)) continue
			const answered = nodes.some((one) => isOwn(one) && ancestors(nodes, one).some(({ id }) => id === node.id))
			const reply = nodes.some((one) => one.id === node.parent && isOwn(one))
			const question = open.some((one) => one.node.id === node.id) && !answered
			if (reply || question) entries.push({ thread, node, reply, question, answered })
		}
	}
	return newest(entries)
}

// 6.19
function oracleRoot(ids: readonly string[]): string {
	if (ids.length === 1) return ids[0] as string
	let k = 1
	while (k * 2 < ids.length) k *= 2
	const halves = [ids.slice(0, k), ids.slice(k)].map(oracleRoot)
	return createHash('sha256')
		.update(Buffer.from(`01${halves.join('')}`, 'hex'))
		.digest('hex')
}
interface OracleNumber {
	readonly id: string
	readonly seq: number
}
function oracleHistory(
	own: readonly OracleNumber[],
	checkpoints: readonly Checkpoint[],
): Pick<LogCompleteness, 'proven' | 'refuted' | 'contradictions'> {
	const idsOfSeq = (seq: number): string[] => sorted(own.filter((one) => one.seq === seq).map(({ id }) => id))
	const verdict = ({ size, head }: Checkpoint): 'proven' | 'refuted' | 'open' => {
		if (size > 1000) return 'open'
		const ids = Array.from({ length: size }, (_, index) => idsOfSeq(index + 1))
		if (ids.some((some) => some.length !== 1)) return 'open'
		return oracleRoot(ids.flat()) === head ? 'proven' : 'refuted'
	}
	const proven = checkpoints
		.filter((one) => verdict(one) === 'proven')
		.sort((a, b) => (a.size === b.size ? (a.id < b.id ? -1 : 1) : b.size - a.size))[0]
	const sizes = [...new Set(checkpoints.map(({ size }) => size))].sort((a, b) => a - b)
	return {
		...(proven === undefined ? {} : { proven: { size: proven.size, checkpoint: proven.id } }),
		refuted: sorted(checkpoints.filter((one) => verdict(one) === 'refuted').map(({ id }) => id)),
		contradictions: sizes.flatMap((size) => {
			const same = checkpoints.filter((one) => one.size === size)
			return new Set(same.map(({ head }) => head)).size > 1 ? [{ size, checkpoints: sorted(same.map(({ id }) => id)) }] : []
		}),
	}
}

// 6.18
export function oracleCompleteness(set: readonly Message[], now: number): LogCompleteness[] {
	const held = set
		.filter((message) => !retracted(message, set) && !expired(message, now))
		.map(({ id, author, log, seq }) => ({ id, author, log, seq, held: true }))
	const claimed = claimsIn(set).map(({ author, stub: { target, log, seq } }) => ({ id: target, author, log, seq, held: false }))
	const all = [...held, ...claimed]
	return sorted(all.map(({ author }) => author)).flatMap((author) =>
		[...new Set(all.filter((one) => one.author === author).map(({ log }) => log))]
			.sort((a, b) => a - b)
			.map((log) => {
				const own = all.filter((one) => one.author === author && one.log === log)
				const highest = Math.max(...own.map(({ seq }) => seq))
				const numbers = Array.from({ length: highest }, (_, index) => index + 1)
				const at = (seq: number): typeof own => own.filter((one) => one.seq === seq)
				const missing = numbers.filter((seq) => at(seq).length === 0)
				return {
					author,
					log,
					highest,
					held: numbers.filter((seq) => at(seq).some((one) => one.held)).length,
					retracted: numbers.filter((seq) => at(seq).length > 0 && !at(seq).some((one) => one.held)).length,
					missing: missing
						.filter((seq) => !missing.includes(seq - 1))
						.map((from) => {
							let to = from
							while (missing.includes(to + 1)) to++
							return { from, to }
						}),
					forks: numbers.flatMap((seq) => {
						const messages = sorted(at(seq).map(({ id }) => id))
						return messages.length > 1 ? [{ seq, messages }] : []
					}),
					...oracleHistory(
						own,
						set.filter(
							(message, index): message is Checkpoint =>
								message.kind === 'checkpoint' &&
								message.author === own[0]?.author &&
								message.log === log &&
								set.findIndex(({ id }) => id === message.id) === index,
						),
					),
				}
			}),
	)
}
