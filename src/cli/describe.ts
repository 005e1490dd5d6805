/** A message with every field that it has, known or not, as lines for a person. */
import { toHex } from '../bytes.js'
import type { CborMap, CborValue } from '../encoding/value.js'
import type { Definition, Field } from '../message/fields.js'
import { FIELDS, isPrivate } from '../message/fields.js'
import { findKind } from '../message/kinds.js'
import { shapeIn } from '../message/shapes.js'
import type { Message } from '../message/types.js'
import type { TerminalOptions } from '../render/terminal-parts.js'
import { formatDay, formatTime, labelled, quoted } from '../render/terminal-parts.js'

const TIMES: readonly string[] = ['time', 'expires']

/** What a number means, where it means something beside itself. */
function meaning(message: Message, name: string, value: number): string {
	if (TIMES.includes(name)) return ` (${formatTime(value)})`
	if (name === 'day') return ` (${formatDay(value)})`
	if (name === 'kind') return ` (${findKind(value)?.name ?? (isPrivate(value) ? 'private' : 'unknown')})`
	const word = findKind(message.kind)?.values?.[name]?.[value]
	return word === undefined ? '' : ` (${word})`
}

function nameOfKey(key: number, field: Field | undefined): string {
	if (field !== undefined) return field.name
	return `${isPrivate(key) ? 'private' : 'unknown'} ${key}${key % 2 === 0 ? ', critical' : ''}`
}

interface Place {
	readonly options: TerminalOptions
	readonly message: Message
	readonly indent: number
}

function mapLines(place: Place, map: CborMap, fields: ReadonlyMap<number, Field>): readonly string[] {
	return [...map].flatMap(([key, value]) => valueLines(place, nameOfKey(key, fields.get(key)), value, fields.get(key)))
}

function valueLines(place: Place, label: string, value: CborValue, definition: Definition | undefined): readonly string[] {
	const { options, message, indent } = place
	const inner = { ...place, indent: indent + 2 }
	const heading = `${' '.repeat(indent)}${label}:`
	if (typeof value === 'number') return labelled(options, label, `${value}${meaning(message, label, value)}`, indent)
	if (typeof value === 'boolean') return labelled(options, label, String(value), indent)
	if (value instanceof Uint8Array) return labelled(options, label, toHex(value), indent)
	if (typeof value === 'string')
		return value.includes('\n') ? [heading, ...quoted(options, value, indent + 2)] : labelled(options, label, value, indent)
	if (value instanceof Map) {
		return [heading, ...mapLines(inner, value as CborMap, definition?.shape === undefined ? new Map() : shapeIn(definition).fields)]
	}
	const items = value as readonly CborValue[]
	return items.flatMap((item, index) => valueLines(place, `${label}[${index}]`, item, definition?.item))
}

/** The id and all fields of a message, in the order of their keys. */
export function describeMessage(options: TerminalOptions, message: Message, indent: number): readonly string[] {
	const effect = typeof message.kind === 'number' ? ['without effect here: its kind or something in it is unknown to this version'] : []
	return [
		...labelled(options, 'id', message.id, indent),
		...effect.map((line) => ' '.repeat(indent) + line),
		...mapLines({ options, message, indent }, message.fields, FIELDS),
	]
}
