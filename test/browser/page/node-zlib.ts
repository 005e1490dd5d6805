/** Stands in a page for `node:zlib`. */

export { inflateSync as inflateRawSync } from 'fflate'
