import type { JsonObject } from '../render/json.js'

export function openApi(path: string): JsonObject {
	return { openapi: '3.1.0', path }
}
