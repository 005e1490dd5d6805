/** Every limit of the format, in bytes unless a name says otherwise (SPEC 9). Each is checked before anything is allocated. */
export const LIMITS = {
	/** payload and signature together */
	message: 32_768,
	/** arrays and maps inside each other; the payload map is level 1 */
	nesting: 4,
	text: 16_384,
	lang: 35,
	space: 64,
	topics: 16,
	topic: 64,
	sources: 16,
	uri: 2048,
	attachments: 16,
	mediaType: 127,
	fileName: 255,
	saltMin: 8,
	saltMax: 32,
	targets: 64,
	name: 64,
	about: 2048,
	keys: 16,
	/** the largest integer of the format: 2^53 - 1 */
	integer: 9_007_199_254_740_991,
	/** one attachment */
	blob: 16_777_216,
	/** messages in one bundle */
	bundleMessages: 65_536,
	/** attachments in one bundle */
	bundleBlobs: 65_536,
	/** sections in one bundle */
	bundleSections: 1024,
	/** a bundle as it travels */
	bundle: 67_108_864,
	/** the uncompressed content of a bundle */
	bundleContent: 67_108_864,
	/** cells in one ask */
	cells: 65_536,
	/** ids, keys and texts in the scope of one ask */
	scope: 4096,
} as const
