import { fromHex } from '../../src/bytes.js'
import type { ErrorCode } from '../../src/errors.js'
import { BudkavleError } from '../../src/errors.js'

export interface Caught {
	readonly code: ErrorCode
	readonly offset: number | undefined
	readonly stage: string | undefined
}

/** What a call throws, as plain data; `undefined` when it returns. Whatever is no BudkavleError is thrown on. */
export function faultOf(call: () => unknown): Caught | undefined {
	try {
		call()
		return undefined
	} catch (error) {
		if (!(error instanceof BudkavleError)) throw error
		return { code: error.code, offset: error.offset, stage: error.stage }
	}
}

/** Bytes of hexadecimal digits, spaces allowed. */
export function bytesOf(hex: string): Uint8Array {
	const bytes = fromHex(hex.replaceAll(' ', ''))
	if (bytes === undefined) throw new Error(`not hexadecimal: ${hex}`)
	return bytes
}
