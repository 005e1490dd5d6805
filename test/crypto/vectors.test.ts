/**
 * Cases that others collected, over which implementations of Ed25519 disagree: ed25519-speccheck, C2SP/CCTV and C2SP/Wycheproof, and further
 * ones with components of small order. They are read where they lie, in ../shared/vectors beside the repository or in BUDKAVLE_VECTORS,
 * and are no part of it.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { encodeUtf8 } from '../../src/bytes.js'
import { verifySignature } from '../../src/crypto/verify.js'
import { BACKENDS, openOrSkip } from './backends.js'
import { bytesOf } from './make-cases.js'

const FOLDER = process.env.BUDKAVLE_VECTORS ?? fileURLToPath(new URL('../../../shared/vectors', import.meta.url))

interface Vector {
	readonly publicKey: Uint8Array
	readonly message: Uint8Array
	readonly signature: Uint8Array
	readonly valid: boolean
}

function read<T>(file: string): T {
	return JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as T
}

interface Verdicts {
	readonly speccheck: { readonly accepted: readonly number[] }
	readonly cctv: { readonly accepted: readonly number[] }
}
interface Speccheck {
	readonly message: string
	readonly pub_key: string
	readonly signature: string
}
interface Cctv {
	readonly key: string
	readonly sig: string
	readonly msg: string
}
interface Wycheproof {
	readonly testGroups: readonly {
		readonly publicKey: { readonly pk: string }
		readonly tests: readonly { readonly msg: string; readonly sig: string; readonly result: string }[]
	}[]
}
interface MixedOrder {
	readonly pk: string
	readonly sig: string
	readonly msg: string
	readonly expected: boolean
}

const SETS: readonly { readonly set: string; readonly count: number; load(): readonly Vector[] }[] = [
	{
		set: 'ed25519-speccheck',
		count: 12,
		load: () =>
			read<Speccheck[]>('speccheck_cases.json').map((one, index) => ({
				publicKey: bytesOf(one.pub_key),
				message: bytesOf(one.message),
				signature: bytesOf(one.signature),
				valid: read<Verdicts>('verdicts.json').speccheck.accepted.includes(index),
			})),
	},
	{
		set: 'CCTV',
		count: 914,
		load: () => {
			const { accepted } = read<Verdicts>('verdicts.json').cctv
			return read<Cctv[]>('cctv_ed25519vectors.json').map((one, index) => ({
				publicKey: bytesOf(one.key),
				message: encodeUtf8(one.msg),
				signature: bytesOf(one.sig),
				valid: accepted.includes(index),
			}))
		},
	},
	{
		set: 'Wycheproof',
		count: 151,
		load: () =>
			read<Wycheproof>('wycheproof_ed25519_test.json').testGroups.flatMap((group) =>
				group.tests.map((one) => ({
					publicKey: bytesOf(group.publicKey.pk),
					message: bytesOf(one.msg),
					signature: bytesOf(one.sig),
					valid: one.result === 'valid',
				})),
			),
	},
	{
		set: 'mixed order',
		count: 351,
		load: () =>
			read<MixedOrder[]>('own_mixed_order.json').map((one) => ({
				publicKey: bytesOf(one.pk),
				message: bytesOf(one.msg),
				signature: bytesOf(one.sig),
				valid: one.expected,
			})),
	},
]

describe.each(BACKENDS)('SPEC 4.3 on $name', (backend) => {
	it.for(SETS)('gives the verdict of every case of $set', async ({ count, load }, context) => {
		if (!existsSync(FOLDER)) return context.skip('third-party vectors not present: ../shared/vectors')
		const opened = await openOrSkip(context, backend)
		const vectors = load()
		expect(vectors).toHaveLength(count)
		const wrong: number[] = []
		for (const [index, { publicKey, message, signature, valid }] of vectors.entries()) {
			if ((await verifySignature(opened, publicKey, message, signature)) !== valid) wrong.push(index)
		}
		expect(wrong).toEqual([])
	})
})
