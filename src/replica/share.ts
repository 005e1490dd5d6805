/** What two views have in common stays the same object: whoever compares objects by identity sees what changed, and nothing else. */

type Plain = Readonly<Record<string, unknown>>

const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !(value instanceof Map)

/** Messages and bytes do not change: the same id has the same payload. */
function isSameMessage(old: Plain, fresh: Plain): boolean {
	return old.id === fresh.id && old.payload instanceof Uint8Array && fresh.payload instanceof Uint8Array
}

/** What an entry of a list is about: so it is found again when others came before it. */
function subjectOf(entry: unknown): unknown {
	if (!isPlain(entry)) return undefined
	const { id, node, person, version } = entry as { id?: unknown; node?: unknown; person?: unknown; version?: unknown }
	const subject = id ?? node ?? person ?? version
	return isPlain(subject) ? subject.id : subject
}

/** Does nothing for what is no list with a subject in each entry: those are compared by their places. */
function bySubject(old: readonly unknown[]): ReadonlyMap<unknown, unknown> {
	const found = new Map<unknown, unknown>()
	for (const entry of old) {
		const subject = subjectOf(entry)
		if (subject !== undefined && !found.has(subject)) found.set(subject, entry)
	}
	return found
}

function shareList(old: readonly unknown[], fresh: readonly unknown[]): readonly unknown[] {
	let subjects: ReadonlyMap<unknown, unknown> | undefined
	/** Made when the first entry is another one than before: mostly all are the same. */
	let shared: unknown[] | undefined
	for (const [i, entry] of fresh.entries()) {
		let before = old[i]
		if (before !== entry && isPlain(entry)) {
			const subject = subjectOf(entry)
			if (subject !== undefined && subjectOf(before) !== subject) {
				subjects ??= bySubject(old)
				before = subjects.get(subject)
			}
		}
		const one = share(before, entry)
		if (one !== old[i] || i >= old.length) shared ??= old.slice(0, i)
		shared?.push(one)
	}
	if (shared !== undefined) return Object.freeze(shared)
	return old.length === fresh.length ? old : Object.freeze(old.slice(0, fresh.length))
}

function shareObject(old: Plain, fresh: Plain): Plain {
	if (isSameMessage(old, fresh)) return old
	const names = Object.keys(fresh)
	let isSame = names.length === Object.keys(old).length
	let isShared = false
	const values = names.map((name) => {
		const [before, value] = [old[name], fresh[name]]
		const one = before === value ? before : share(before, value)
		if (one !== before || (one === undefined && !Object.hasOwn(old, name))) isSame = false
		if (one !== value) isShared = true
		return one
	})
	if (isSame) return old
	return isShared ? Object.freeze(Object.fromEntries(names.map((name, i) => [name, values[i]]))) : fresh
}

/**
 * `fresh`, with everything in it that equals its counterpart in `old` replaced by that; `old` itself where they are equal. For views: frozen trees of plain objects and arrays,
 * with messages as leaves.
 */
export function share<T>(old: unknown, fresh: T): T {
	if (old === fresh || !isPlain(old) || !isPlain(fresh)) return fresh
	if (Array.isArray(old) && Array.isArray(fresh)) return shareList(old, fresh) as T
	if (Array.isArray(old) || Array.isArray(fresh) || fresh instanceof Uint8Array) return fresh
	return shareObject(old, fresh) as T
}
