/** Which units a medium carries, and whose the bytes are. */
import { unitLimit } from '../medium/arguments.js'
import type { MediumCase } from './medium-pair.js'
import { distinctUnits } from './medium-pair.js'
import { check, same } from './suite.js'

const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'
/** In place of the largest unit, where that is unlimited. */
const LARGE = 1_048_576

const codes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0))

/** All of the bytes, in units that are as large as may be. */
function cut(bytes: Uint8Array, size: number): readonly Uint8Array[] {
	check(size >= 1, `A medium must carry units of a byte at least, not of ${size}.`)
	return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.slice(i * size, (i + 1) * size))
}

export const UNIT_CASES: readonly MediumCase[] = [
	{
		name: 'declares what it can do',
		async run({ a, b, others }) {
			for (const { capabilities } of [a, b, ...others]) {
				const { direction, unit, lossy, broadcast, alphabet } = capabilities
				check(['both', 'send', 'receive'].includes(direction), `direction is "both", "send" or "receive", and not ${String(direction)}.`)
				const size = unit === undefined || (Number.isSafeInteger(unit) && unit >= 1 && unit <= unitLimit({ direction }))
				check(size, `unit is absent or a whole number of bytes from 1 to ${unitLimit({ direction })}, and not ${String(unit)}.`)
				for (const flag of [lossy, broadcast])
					check(flag === undefined || typeof flag === 'boolean', 'lossy and broadcast are absent, true or false.')
				check(
					[undefined, 'bytes', 'alphanumeric'].includes(alphabet),
					`alphabet is "bytes" or "alphanumeric", and not ${String(alphabet)}.`,
				)
			}
			check(a.capabilities.direction !== 'receive', 'a is an end that can send.')
			check(b.capabilities.direction !== 'send', 'b is an end that can receive.')
			same(a.capabilities.alphabet ?? 'bytes', b.capabilities.alphabet ?? 'bytes', 'the alphabet of both ends')
		},
	},
	{
		name: 'carries a unit of one byte, and of the largest size (1 MiB where it is unlimited)',
		async run(bench) {
			await bench.start()
			const limit = Math.min(unitLimit(bench.a.capabilities), unitLimit(bench.b.capabilities))
			const size = bench.a.capabilities.unit === undefined ? Math.min(limit, LARGE) : limit
			const large = new Uint8Array(size).map((_, i) => ALPHANUMERIC.charCodeAt((i * i + (i >> 8)) % ALPHANUMERIC.length))
			const units = [codes('7'), ...(size > 1 ? [large, large.subarray(1)] : [])]
			await bench.carry(units)
			bench.onlyThese(units)
		},
	},
	{
		name: 'carries all 256 values of a byte',
		needs: 'bytes',
		async run(bench) {
			await bench.start()
			const all = Uint8Array.from({ length: 256 }, (_, i) => i)
			const units = cut(all, Math.min(256, unitLimit(bench.a.capabilities)))
			await bench.carry([...units, ...(units.length === 1 ? [Uint8Array.of(0), Uint8Array.of(255, 254), all.slice().reverse()] : [])])
		},
	},
	{
		name: 'carries all 45 characters of its alphabet, and refuses others',
		needs: 'alphanumeric',
		async run(bench) {
			await bench.start()
			await bench.carry(cut(codes(ALPHANUMERIC), Math.min(45, unitLimit(bench.a.capabilities))))
			const before = bench.at(bench.b).map(({ bytes }) => bytes)
			for (const byte of [0, 0x0a, 0x61, 0x3b, 0xff]) {
				await bench.rejects(() => bench.a.send(Uint8Array.of(byte)), 'medium-unit', `byte ${byte}, outside of the alphabet`)
			}
			await bench.settle()
			bench.onlyThese(before)
		},
	},
	{
		name: 'refuses a unit of no bytes, one that is too large, and what is no Uint8Array; and goes on',
		async run(bench) {
			await bench.start()
			const limit = unitLimit(bench.a.capabilities)
			await bench.rejects(() => bench.a.send(new Uint8Array()), 'medium-unit', 'a unit of no bytes')
			await bench.rejects(() => bench.a.send(new Uint8Array(limit + 1)), 'medium-unit', `a unit of ${limit + 1} bytes`)
			for (const wrong of ['7', undefined, null, [55], 7, new ArrayBuffer(1)]) {
				await bench.rejects(
					() => bench.a.send(wrong as unknown as Uint8Array),
					'argument-invalid',
					`a unit that is ${wrong === null ? wrong : typeof wrong}`,
				)
			}
			const units = distinctUnits(bench.a, 5)
			await bench.carry(units)
			bench.onlyThese(units)
		},
	},
	{
		name: 'leaves the bytes to the caller after send, and to the sink after it got them',
		async run(bench) {
			await bench.start()
			const units = distinctUnits(bench.a, 20)
			const buffer = new Uint8Array(Math.max(...units.map(({ length }) => length)))
			const lossy = bench.a.capabilities.lossy === true || bench.b.capabilities.lossy === true
			for (let tries = 0; tries < (lossy ? 20 : 1); tries++) {
				for (const unit of units) {
					buffer.set(unit)
					await bench.a.send(buffer.subarray(0, unit.length))
					same(buffer.subarray(0, unit.length), unit, 'the bytes of the caller, after send')
					buffer.fill(0x5a)
				}
			}
			await bench.carry(units)
			bench.onlyThese(units)
			for (const { unit, bytes } of bench.at(bench.b)) same(unit, bytes, 'a unit, after more of them came')
		},
	},
	{
		name: 'reaches everybody else on the channel, and not the sender',
		needs: 'broadcast',
		async run(bench) {
			const { a, b, others } = bench
			for (const medium of [a, b, ...others]) {
				// Each gets bytes of its own: what one does to them is not seen by the next.
				await medium.start(bench.sinkOf(medium, (unit) => unit.fill(0x58)))
			}
			const units = distinctUnits(a, 20)
			await bench.carry(units, a, [b, ...others])
			for (const medium of [b, ...others]) bench.onlyThese(units, medium)
			same(bench.at(a).length, 0, 'units that came back to their sender')
			if (b.capabilities.direction === 'receive') return
			const answers = distinctUnits(b, 20, 1)
			await bench.carry(answers, b, [a, ...others.filter(({ capabilities }) => capabilities.direction !== 'send')])
			bench.onlyThese(answers, a)
		},
	},
	{
		name: 'names senders by a text, or not at all',
		async run(bench) {
			await bench.start()
			await bench.carry(distinctUnits(bench.a, 5))
			for (const { from } of bench.at(bench.b)) {
				check(from === undefined || (typeof from === 'string' && from !== ''), `from is absent or a text, and not ${JSON.stringify(from)}.`)
			}
		},
	},
]
