/** The maps inside payloads: source, attachment and stub (SPEC 3.3). */
import { LIMITS } from '../limits.js'
import type { Definition, Field, ShapeName, View } from './fields.js'
import { FIELDS, hash, KEY, line, table, uint } from './fields.js'
import type { Rules } from './rules.js'
import { referenceRules, sourceRules } from './rules.js'

/** How a map is checked. */
export interface Shape {
	/** Every known field, by key. */
	readonly fields: View['fields']
	/** Keys, ascending. */
	readonly required: readonly number[]
	readonly rules?: Rules
}

const SHAPES: Readonly<Record<ShapeName, Shape & View>> = {
	source: {
		fields: /* @__PURE__ */ table([
			{ key: 0, name: 'uri', ...line(LIMITS.uri), normal: 'exact' },
			{ key: 1, name: 'hash', ...hash },
			{ key: 2, name: 'message', ...hash },
			{ key: 3, name: 'day', ...uint },
		]),
		required: [],
		rules: sourceRules,
	},
	attachment: {
		fields: /* @__PURE__ */ table([
			{ key: 0, name: 'hash', ...hash },
			{ key: 1, name: 'size', ...uint },
			{
				key: 2,
				name: 'type',
				type: 'text',
				max: LIMITS.mediaType,
				characters: /^[ -~]*$/,
				charactersAre: 'printable ASCII characters',
				normal: 'exact',
			},
			{ key: 3, name: 'name', ...line(LIMITS.fileName) },
		]),
		required: [0, 1, 2],
	},
	stub: {
		fields: /* @__PURE__ */ table([2, 3, 5, 6, 7, 8, 10, 17].map((key) => FIELDS.get(key) as Field)),
		required: [KEY.seq, KEY.target],
		rules: referenceRules,
	},
}

/** How the maps of this definition are checked and read. */
export function shapeIn(definition: Definition): Shape & View {
	return SHAPES[definition.shape as ShapeName]
}
