/**
 * The values that the encoding of the format can carry (SPEC 2): unsigned integers 0..2^53-1, booleans, text,
 * byte strings, arrays, and maps whose keys are unsigned integers. Nothing else exists in it: no negative number, no
 * fraction, no null, no undefined.
 */
export type CborValue = number | boolean | string | Uint8Array | readonly CborValue[] | CborMap

/** A map of the format. The order of its entries carries no meaning: encoding writes the keys in ascending order. */
export type CborMap = ReadonlyMap<number, CborValue>
