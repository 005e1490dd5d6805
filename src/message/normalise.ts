/** How texts are normalised when a message is created (SPEC 3.8). Nobody checks it when reading: Unicode versions differ. */

/**
 * `text` (NFC, and LF for each CR LF and CR), `lower` (the same in lower case, for topics), or `exact` (as it is: a URI, media type or language tag is
 * compared byte by byte by others).
 */
export type Normal = 'text' | 'lower' | 'exact'

export function normalise(text: string, normal: Normal): string {
	if (normal === 'exact') return text
	const lines = text.replace(/\r\n?/g, '\n').normalize('NFC')
	// Lower case of a composed letter may be composed differently: hence the second time.
	return normal === 'lower' ? lines.toLowerCase().normalize('NFC') : lines
}
