/** The options that narrow a list of threads, questions or messages. */
import type { Command } from 'commander'
import type { AuthorId } from '../message/types.js'
import type { Replica } from '../replica/types.js'
import { parseCount } from './arguments.js'
import { resolveAuthor } from './names.js'

export interface FilterFlags {
	readonly topic?: string
	readonly space?: string
	readonly author?: string
	readonly limit?: string
}

export interface Filter {
	readonly topic?: string
	readonly space?: string
	readonly author?: AuthorId
	readonly limit?: number
}

export async function filterOf(replica: Replica, { topic, space, author, limit }: FilterFlags): Promise<Filter> {
	return {
		// Topics are written in lower case (SPEC 3.8).
		...(topic === undefined ? {} : { topic: topic.normalize('NFC').toLowerCase() }),
		...(space === undefined ? {} : { space }),
		...(author === undefined ? {} : { author: await resolveAuthor(replica, author) }),
		...(limit === undefined ? {} : { limit: parseCount(limit, '--limit', 1, 1000) }),
	}
}

export function filters(command: Command): Command {
	return command
		.option('-t, --topic <TOPIC>', 'only about this topic')
		.option('--space <SPACE>', 'only of this community')
		.option('--author <AUTHOR>', 'only by this author, given by key')
		.option('-n, --limit <N>', 'at most so many, 1 to 1000', '50')
}
