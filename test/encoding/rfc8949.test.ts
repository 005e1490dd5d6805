import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { toHex } from '../../src/bytes.js'
import { decodeCbor, encodeCbor } from '../../src/encoding/cbor.js'
import { scan } from '../../src/encoding/scan.js'
import { bytesOf, faultOf } from './fault.js'
import { judge } from './reference.js'
import type { Example } from './rfc8949.js'
import { APPENDIX_A, APPENDIX_F } from './rfc8949.js'

const vectors: string = resolve(process.env.BUDKAVLE_VECTORS ?? '../shared/vectors', 'cbor_appendix_a.json')

function check({ hex, value, code }: Example): void {
	const bytes = bytesOf(hex)
	if (value === undefined) {
		expect(faultOf(() => scan(bytes))).toMatchObject({ code, stage: 'encoding' })
		expect(faultOf(() => decodeCbor(bytes))).toMatchObject({ code, stage: 'encoding' })
		expect(judge(bytes)).toMatchObject({ code })
		return
	}
	scan(bytes)
	expect(decodeCbor(bytes)).toStrictEqual(value)
	expect(toHex(encodeCbor(value))).toBe(hex)
}

describe('RFC 8949 (SPEC 2)', () => {
	it.each(APPENDIX_A)('appendix A: $hex', check)
	it.each(APPENDIX_F)('appendix F: $hex', check)

	it('has every example of the published list of appendix A', (ctx) => {
		if (!existsSync(vectors)) ctx.skip('cbor_appendix_a.json is not here: set BUDKAVLE_VECTORS to the folder that has it')
		const published = JSON.parse(readFileSync(vectors, 'utf8')) as readonly { hex: string; decoded?: unknown }[]
		expect(published.length).toBe(82)
		for (const { hex, decoded } of published) {
			const example = APPENDIX_A.find((candidate) => candidate.hex === hex)
			if (example === undefined) throw new Error(`${hex} is missing in rfc8949.ts`)
			// JSON has neither byte strings nor maps with numbers as keys: those come without `decoded` or under its types.
			const comparable = typeof example.value !== 'object' || Array.isArray(example.value)
			if (example.value !== undefined && decoded !== undefined && comparable) expect(decodeCbor(bytesOf(hex))).toStrictEqual(decoded)
			check(example)
		}
	})
})
