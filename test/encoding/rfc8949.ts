/**
 * The examples of RFC 8949, appendices A (encoded items) and F (errors of well-formedness), with what the subset of the format
 * (SPEC 2) makes of them. Numbers and bytes are facts of the RFC; the verdicts are ours.
 */

import type { CborValue } from '../../src/encoding/value.js'
import type { ProtocolCode } from '../../src/errors.js'

export interface Example {
	/** The bytes. */
	readonly hex: string
	/** What they decode to, where the subset has them. */
	readonly value?: CborValue
	/** The code that refuses them, where it has not. */
	readonly code?: ProtocolCode
}

const accepted = (hex: string, value: CborValue): Example => ({ hex, value })
const refused = (code: ProtocolCode, ...list: readonly string[]): readonly Example[] =>
	list.map((hex) => ({ hex: hex.replaceAll(' ', ''), code }))

const ONE_TO_25: readonly number[] = Array.from({ length: 25 }, (_, i) => i + 1)
const ONE_TO_25_HEX = '0102030405060708090a0b0c0d0e0f101112131415161718181819'

export const APPENDIX_A: readonly Example[] = [
	accepted('00', 0),
	accepted('01', 1),
	accepted('0a', 10),
	accepted('17', 23),
	accepted('1818', 24),
	accepted('1819', 25),
	accepted('1864', 100),
	accepted('1903e8', 1000),
	accepted('1a000f4240', 1_000_000),
	accepted('1b000000e8d4a51000', 1_000_000_000_000),
	...refused('cbor-integer-range', '1bffffffffffffffff'),
	// bignums and negative integers
	...refused('cbor-type', 'c249010000000000000000', '3bffffffffffffffff', 'c349010000000000000000', '20', '29', '3863', '3903e7'),
	// 0.0, -0.0, 1.0, 1.1, 1.5, 65504.0, 100000.0, 3.4028234663852886e+38, 1.0e+300
	...refused('cbor-type', 'f90000', 'f98000', 'f93c00', 'fb3ff199999999999a', 'f93e00', 'f97bff', 'fa47c35000', 'fa7f7fffff'),
	...refused('cbor-type', 'fb7e37e43c8800759c'),
	// 5.960464477539063e-8, 0.00006103515625, -4.0, -4.1
	...refused('cbor-type', 'f90001', 'f90400', 'f9c400', 'fbc010666666666666'),
	// the infinities and not-a-number, in three sizes
	...refused('cbor-type', 'f97c00', 'f97e00', 'f9fc00', 'fa7f800000', 'fa7fc00000', 'faff800000'),
	...refused('cbor-type', 'fb7ff0000000000000', 'fb7ff8000000000000', 'fbfff0000000000000'),
	accepted('f4', false),
	accepted('f5', true),
	// null, undefined, simple(16), simple(24) of RFC 7049, simple(255)
	...refused('cbor-type', 'f6', 'f7', 'f0', 'f818', 'f8ff'),
	// tagged: two dates, one of them twice, base16, embedded CBOR, a URI
	...refused('cbor-type', 'c074323031332d30332d32315432303a30343a30305a', 'c11a514b67b0', 'c1fb41d452d9ec200000', 'd74401020304'),
	...refused('cbor-type', 'd818456449455446', 'd82076687474703a2f2f7777772e6578616d706c652e636f6d'),
	accepted('40', new Uint8Array(0)),
	accepted('4401020304', Uint8Array.of(1, 2, 3, 4)),
	accepted('60', ''),
	accepted('6161', 'a'),
	accepted('6449455446', 'IETF'),
	accepted('62225c', '"\\'),
	accepted('62c3bc', '\u00fc'),
	accepted('63e6b0b4', '\u6c34'),
	accepted('64f0908591', '\u{10151}'),
	accepted('80', []),
	accepted('83010203', [1, 2, 3]),
	accepted('8301820203820405', [1, [2, 3], [4, 5]]),
	accepted(`9819${ONE_TO_25_HEX}`, ONE_TO_25),
	accepted('a0', new Map()),
	accepted(
		'a201020304',
		new Map([
			[1, 2],
			[3, 4],
		]),
	),
	// maps with texts as keys
	...refused('cbor-key-type', 'a26161016162820203', '826161a161626163', 'a56161614161626142616361436164614461656145'),
	...refused('cbor-indefinite', '5f42010243030405ff', '7f657374726561646d696e67ff', '9fff', '9f018202039f0405ffff', '9f01820203820405ff'),
	...refused('cbor-indefinite', '83018202039f0405ff', '83019f0203ff820405', `9f${ONE_TO_25_HEX}ff`, 'bf61610161629f0203ffff'),
	...refused('cbor-indefinite', '826161bf61626163ff', 'bf6346756ef563416d7421ff'),
]

export const APPENDIX_F: readonly Example[] = [
	// the input ends in a head
	...refused('cbor-truncated', '18', '19', '1a', '1b', '19 01', '1a 01 02', '1b 01 02 03 04 05 06 07'),
	...refused('cbor-type', '38'),
	...refused('cbor-truncated', '58', '78', '98', '9a 01 ff 00', 'b8'),
	...refused('cbor-type', 'd8', 'f8', 'f9 00', 'fa 00 00', 'fb 00 00 00'),
	// strings of definite length with too few bytes
	...refused('cbor-truncated', '41', '61', '5a ff ff ff ff 00', '5b ff ff ff ff ff ff ff ff 01 02 03', '7a ff ff ff ff 00'),
	...refused('cbor-truncated', '7b 7f ff ff ff ff ff ff ff 01 02 03'),
	// arrays and maps of definite length with too few items
	...refused('cbor-truncated', '81'),
	...refused('cbor-depth', '81 81 81 81 81 81 81 81 81'),
	...refused('cbor-truncated', '82 00', 'a1', 'a2 01 02', 'a1 00', 'a2 00 00 00'),
	// a tag without content
	...refused('cbor-type', 'c0'),
	// strings, arrays and maps of indefinite length without a break
	...refused('cbor-indefinite', '5f 41 00', '7f 61 00', '9f', '9f 01 02', 'bf', 'bf 01 02 01 02', '81 9f', '9f 80 00'),
	...refused('cbor-indefinite', '9f 9f 9f 9f 9f ff ff ff ff', '9f 81 9f 81 9f 9f ff ff ff'),
	// reserved additional information
	...refused('cbor-type', '1c', '1d', '1e', '3c', '3d', '3e', '5c', '5d', '5e', '7c', '7d', '7e'),
	...refused('cbor-type', '9c', '9d', '9e', 'bc', 'bd', 'be', 'dc', 'dd', 'de', 'fc', 'fd', 'fe'),
	// reserved encodings of simple values
	...refused('cbor-type', 'f8 00', 'f8 01', 'f8 18', 'f8 1f'),
	// chunks of another type in a string of indefinite length, and chunks of indefinite length
	...refused('cbor-indefinite', '5f 00 ff', '5f 21 ff', '5f 61 00 ff', '5f 80 ff', '5f a0 ff', '5f c0 00 ff', '5f e0 ff'),
	...refused('cbor-indefinite', '7f 41 00 ff', '5f 5f 41 00 ff ff', '7f 7f 61 00 ff ff'),
	// a break on its own
	...refused('cbor-indefinite', 'ff'),
	// a break in an array or a map of definite length
	...refused('cbor-indefinite', '81 ff'),
	...refused('cbor-indefinite', '82 00 ff'),
	...refused('cbor-truncated', 'a1 ff'),
	...refused('cbor-indefinite', 'a1 ff 00', 'a1 00 ff'),
	...refused('cbor-truncated', 'a2 00 00 ff'),
	...refused('cbor-indefinite', '9f 81 ff', '9f 82 9f 81 9f 9f ff ff ff ff'),
	// a break in the place of a value in a map of indefinite length
	...refused('cbor-indefinite', 'bf 00 ff', 'bf 00 00 00 ff'),
	// additional information 31 in major types that have no indefinite length
	...refused('cbor-indefinite', '1f', '3f', 'df'),
]
