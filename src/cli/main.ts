#!/usr/bin/env node
/** The program `budkavle`. */
import process from 'node:process'
import { systemCode } from './failure.js'
import { runProgram } from './program.js'

// Whoever reads our output may stop at any time, as `head` does. There is nobody left to tell.
for (const stream of [process.stdout, process.stderr]) {
	stream.on('error', (error) => {
		if (systemCode(error) !== 'EPIPE') throw error
	})
}

const { env, stdin, stdout, stderr } = process
process.exitCode = await runProgram(process.argv.slice(2), { env, stdin, stdout, stderr })
