/** Standard output: every write is waited for, so that whoever reads slowly is not overrun, and a failure has somebody to hear of it. */
import { fileError, ReaderGone, systemCode } from './failure.js'

/**
 * Writes to standard output and resolves when it was taken.
 * @throws ReaderGone when whoever reads has stopped; CliError `file` when it cannot be written, as on a full disk
 */
export async function writeOut(stdout: NodeJS.WriteStream, data: string | Uint8Array): Promise<void> {
	try {
		await new Promise<void>((resolve, reject) => {
			stdout.write(data, (error) => (error ? reject(error) : resolve()))
		})
	} catch (error) {
		throw systemCode(error) === 'EPIPE' ? new ReaderGone() : fileError('write to', 'standard output', error)
	}
}
