#!/usr/bin/env node
/** The program `budkavle`. */
import process from 'node:process'
import { runProgram } from './program.js'

// Whoever writes hears of a failure by the write itself. Without a listener the same failure would end the process in the middle of its work.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)

const { env, stdin, stdout, stderr } = process
process.exitCode = await runProgram(process.argv.slice(2), { env, stdin, stdout, stderr })
