/** Media types of files by their names: those that people attach. */
import { basename, extname } from 'node:path'

const TYPES: Readonly<Record<string, string>> = {
	'.avif': 'image/avif',
	'.csv': 'text/csv',
	'.flac': 'audio/flac',
	'.geojson': 'application/geo+json',
	'.gif': 'image/gif',
	'.gpx': 'application/gpx+xml',
	'.heic': 'image/heic',
	'.htm': 'text/html',
	'.html': 'text/html',
	'.ics': 'text/calendar',
	'.jpeg': 'image/jpeg',
	'.jpg': 'image/jpeg',
	'.json': 'application/json',
	'.m4a': 'audio/mp4',
	'.md': 'text/markdown',
	'.mp3': 'audio/mpeg',
	'.mp4': 'video/mp4',
	'.odt': 'application/vnd.oasis.opendocument.text',
	'.ogg': 'audio/ogg',
	'.opus': 'audio/ogg',
	'.pdf': 'application/pdf',
	'.png': 'image/png',
	'.svg': 'image/svg+xml',
	'.txt': 'text/plain',
	'.vcf': 'text/vcard',
	'.wav': 'audio/wav',
	'.webm': 'video/webm',
	'.webp': 'image/webp',
	'.zip': 'application/zip',
}

export function mediaTypeOf(path: string): string {
	return TYPES[extname(basename(path)).toLowerCase()] ?? 'application/octet-stream'
}
