/** Where Stryker leaves what it found, one file for each folder. */
import { fileURLToPath } from 'node:url'

/** The folders of src that are tested so. @type {readonly string[]} */
export const FOLDERS = ['encoding', 'crypto', 'message', 'merge']

export const RESULTS = fileURLToPath(new URL('../../node_modules/.cache/mutation/', import.meta.url))
