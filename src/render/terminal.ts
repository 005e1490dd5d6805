/**
 * Views as text for a terminal. Every line that these functions return is either our own words or holds the words of others behind a mark that they cannot write:
 * a bar, a label, or the fingerprint that follows a name. Nothing in a message can move the cursor, change colours or pass for the head of another message.
 * Lists give no lines when they are empty.
 */
import type {
	Circle,
	Corroboration,
	LogCompleteness,
	NodeCorroboration,
	Person,
	PersonView,
	QuestionView,
} from '../merge/knowledge-types.js'
import type { ProfileView, Thread, TimelineEntry } from '../merge/types.js'
import type { Post, Reply, Vouch } from '../message/types.js'
import type { InboxItem } from '../replica/view-types.js'
import { corroborationLines } from './terminal-corroboration.js'
import type { Drawing, TerminalOptions } from './terminal-parts.js'
import { drawing } from './terminal-parts.js'
import { circleLines, completenessLines, personLines, profileLines } from './terminal-people.js'
import { inboxLines, questionLines } from './terminal-questions.js'
import { entryLines, foundLines, threadLines } from './terminal-thread.js'

export type { TerminalOptions } from './terminal-parts.js'

/** Items one below the other, with an empty line between them. */
function list<T>(items: readonly T[], options: TerminalOptions, linesOf: (d: Drawing, item: T) => readonly string[]): readonly string[] {
	const d = drawing(options)
	return items.flatMap((item, index) => [...(index === 0 ? [] : ['']), ...linesOf(d, item)])
}

/** A thread as a tree (SPEC 6.8): answers stand below what they answer and are moved in. Levels below the eighth say their level in words instead. */
export function renderThread(thread: Thread, options: TerminalOptions = {}): readonly string[] {
	return threadLines(drawing(options), thread)
}

/** The threads of a timeline, newest first (SPEC 6.11), each with the beginning of its first message. */
export function renderTimeline(entries: readonly TimelineEntry[], options: TerminalOptions = {}): readonly string[] {
	return list(entries, options, entryLines)
}

/** Messages that a search found, each with its thread and the beginning of its text. */
export function renderFound(messages: readonly (Post | Reply)[], options: TerminalOptions = {}): readonly string[] {
	return list(messages, options, foundLines)
}

/** An author's profile and the vouches that they gave. */
export function renderProfile(view: ProfileView, vouches: readonly Vouch[], options: TerminalOptions = {}): readonly string[] {
	return profileLines(drawing(options), view, vouches)
}

/**
 * What stands behind one version, or the versions of one node (SPEC 6.16): the beginning of its text (of `options.messages`), what people in the circle of the reader say, what keys
 * outside of it say, and what was said of earlier versions; with grounds and sources where `options.endorsements` holds the endorsements. Of many who say the same eight are named.
 */
export function renderCorroboration(view: NodeCorroboration | Corroboration, options: TerminalOptions = {}): readonly string[] {
	return corroborationLines(drawing(options), view)
}

/** Questions, open or answered (SPEC 6.17). Of answers whose version is in `options.messages`, the beginning is shown. */
export function renderQuestions(questions: readonly QuestionView[], options: TerminalOptions = {}): readonly string[] {
	return list(questions, options, questionLines)
}

/** What waits for the reader (SPEC 6.17); what is unread has a full mark and says so. */
export function renderInbox(items: readonly InboxItem[], options: TerminalOptions = {}): readonly string[] {
	return list(items, options, inboxLines)
}

/** People with all of their keys and the name that each key gives itself (SPEC 6.13); of a `PersonView` also which keys the current profiles no longer link. */
export function renderPeople(people: readonly (Person | PersonView)[], options: TerminalOptions = {}): readonly string[] {
	return list(people, options, personLines)
}

/** The circle of the reader by distance, each person with the vouches that lead there and over whom (SPEC 6.15). */
export function renderCircle(circle: Circle, options: TerminalOptions = {}): readonly string[] {
	return circleLines(drawing(options), circle)
}

/** How much of each log is held, under the name of its author (SPEC 6.18). Of long lists the first eight items are shown. */
export function renderCompleteness(logs: readonly LogCompleteness[], options: TerminalOptions = {}): readonly string[] {
	return completenessLines(drawing(options), logs)
}
