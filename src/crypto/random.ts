/** Secure random bytes: keys, salts, log numbers, the nonces of an exchange. */
import { BudkavleError } from '../errors.js'
import { fillRandom } from './runtime.js'

/** The most that getRandomValues gives at once, and more than anything here needs. */
const MOST = 65_536

/**
 * Random bytes that nobody can predict, from `globalThis.crypto.getRandomValues`.
 * @param length how many bytes, from 0 to 65,536; else `argument-invalid`
 * @throws BudkavleError `random-unavailable` on a runtime without a secure source
 */
export function randomBytes(length: number): Uint8Array {
	if (!Number.isInteger(length) || length < 0 || length > MOST) {
		throw new BudkavleError('argument-invalid', `randomBytes gives 0 to 65,536 bytes at once, but ${String(length)} were asked for.`)
	}
	const bytes = new Uint8Array(length)
	if (fillRandom(bytes)) return bytes
	throw new BudkavleError(
		'random-unavailable',
		'This runtime has no secure source of random bytes (globalThis.crypto.getRandomValues). On React Native, import the package react-native-get-random-values before this library.',
	)
}
