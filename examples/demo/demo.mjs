/**
 * Three neighbours, three homes, no network: a question, answers, confirmations, a better version, a retraction, and files that are carried from one to the next.
 *
 * Everything is done by the program itself, one process for each command, as three people would. At the end all three must see exactly the same; otherwise this
 * script says who sees what else, and ends with exit code 1.
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'

const PROGRAM = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const PICTURE = fileURLToPath(new URL('brunnen.png', import.meta.url))
const FOLDER = mkdtempSync(join(tmpdir(), 'budkavle-demo-'))
process.on('exit', () => rmSync(FOLDER, { recursive: true, force: true }))

const MINUTE = 60
const HOUR = 60 * MINUTE
/** The clock of the story: 4 May 2026, eight in the morning UTC. */
let now = Date.UTC(2026, 4, 4, 8) / 1000

/** @param {string} text */
function say(text = '') {
	process.stdout.write(`${text}\n`)
}

/** @param {string} text */
function chapter(text) {
	say()
	say(`== ${text}`)
	say()
}

/** @param {string} sentence @returns {never} */
function fail(sentence) {
	process.stderr.write(`\ndemo: ${sentence}\n`)
	process.exit(1)
}

/** @param {string} word how a word looks on a command line */
function shown(word) {
	const short = /^[0-9a-f]{64}$/.test(word) ? word.slice(0, 8) : word.replace(`${FOLDER}/`, '')
	return /^[\p{L}\w.:/+-]+$/u.test(short) ? short : `"${short.replaceAll('\n', ' / ')}"`
}

/** One of the three: a home, a folder for files, and a name. */
class Person {
	/** @param {string} name */
	constructor(name) {
		this.name = name
		this.folder = join(FOLDER, name.toLowerCase())
		this.home = join(this.folder, 'home')
		this.seen = ''
		mkdirSync(this.folder)
	}

	/** @param {readonly string[]} words @returns {string} what the program printed */
	#run(words) {
		try {
			return execFileSync(process.execPath, [PROGRAM, '--home', this.home, '--now', String(now), ...words], {
				encoding: 'utf8',
				stdio: ['ignore', 'pipe', 'pipe'],
			})
		} catch (error) {
			const { stderr } = /** @type {{ stderr?: string }} */ (error)
			return fail(`${this.name}: budkavle ${words.map(shown).join(' ')} failed: ${stderr ?? error}`)
		}
	}

	/** Runs a command and shows it. @param {readonly string[]} words @returns {any} its JSON */
	does(...words) {
		say(`  ${this.name.toLowerCase()}$ budkavle ${words.map(shown).join(' ')}`)
		return JSON.parse(this.#run(['--json', ...words]))
	}

	/** Runs a command without showing it. @param {readonly string[]} words @returns {any} its JSON */
	asks(...words) {
		return JSON.parse(this.#run(['--json', ...words]))
	}

	/** Shows what this person sees of a thread. @param {string} id */
	sees(id) {
		say()
		say(`  What ${this.name} sees:`)
		say()
		for (const line of this.#run(['thread', id]).trimEnd().split('\n')) say(line === '' ? '' : `    ${line}`)
	}
}

/** Carries everything that one has to another, as a file. @param {Person} from @param {Person} to @param {string} how */
function carry(from, to, how) {
	const file = join(from.folder, `from-${from.name.toLowerCase()}.budkavle`)
	const { messages, bytes } = from.does('export', '-o', file)
	const stick = join(to.folder, `from-${from.name.toLowerCase()}.budkavle`)
	copyFileSync(file, stick)
	const counts = to.does('import', stick).files[0].counts
	say(`      ${messages} messages in ${bytes} bytes ${how}; ${counts.added} of them new to ${to.name}`)
}

/** @param {string} who @param {string} what @param {unknown} actual @param {unknown} expected */
function expect(who, what, actual, expected) {
	if (!isDeepStrictEqual(actual, expected)) {
		fail(`${who} should see ${what}:\n${JSON.stringify(expected, null, 2)}\nbut sees:\n${JSON.stringify(actual, null, 2)}`)
	}
}

/** What somebody sees of a node, in a few words. @param {Person} person @param {string} thread @param {string} id */
function nodeOf(person, thread, id) {
	const node = person.asks('thread', thread).thread.nodes.find((/** @type {{ id: string }} */ each) => each.id === id)
	if (node === undefined) return 'nothing'
	if (node.state !== 'present') return node.state
	const earlier = node.earlier.reduce((/** @type {number} */ sum, /** @type {any} */ version) => sum + version.stances.confirm.count, 0)
	return `revision ${node.message.rev}, keys that confirm: ${node.stances.confirm.count}, earlier: ${earlier}`
}

say('A budkavle was the carved stick that Nordic villages passed from farm to farm with the news.')
say('Anna, Bertil and Cecilia live in Hagby. The river was over its banks, and the net is down.')

chapter('Three homes')
const anna = new Person('Anna')
const bertil = new Person('Bertil')
const cecilia = new Person('Cecilia')
const everybody = [anna, bertil, cecilia]
for (const person of everybody) {
	person.does('init', '--space', 'hagby')
	person.does('profile', '--name', person.name)
}

chapter('Anna asks, with a picture, and her file goes round on a memory stick')
now += 10 * MINUTE
copyFileSync(PICTURE, join(anna.folder, 'brunnen.png'))
const question = anna.does(
	'post',
	'Är brunnsvattnet drickbart efter översvämningen? Det är brunt.\nIs the well water safe to drink after the flood? It is brown.',
	...['--question', '--lang', 'sv', '--topic', 'vatten', '--topic', 'översvämning', '--attach', join(anna.folder, 'brunnen.png')],
)
now += HOUR
carry(anna, bertil, 'on a memory stick')
carry(anna, cecilia, 'on the same stick')

chapter('Bertil and Cecilia answer, without knowing of each other')
const advice = bertil.does(
	'reply',
	question.id,
	'Koka det i en minut innan ni dricker det.\nBoil it for one minute before you drink it.',
	'--lang',
	'sv',
)
now += 5 * MINUTE
const diesel = cecilia.does(
	'reply',
	question.id,
	'Drick inte! Vår brunn luktar diesel.\nDo not drink it! Our well smells of diesel.',
	'--lang',
	'sv',
)

chapter('The files cross the village')
now += 2 * HOUR
carry(bertil, cecilia, 'in a letterbox')
carry(cecilia, anna, 'on the school bus')

chapter('Anna and Cecilia confirm what Bertil says, each on other grounds; Anna asks back')
anna.does('endorse', advice.id, '--stance', 'confirm', '--grounds', 'observed')
cecilia.does(
	'endorse',
	advice.id,
	'--stance',
	'confirm',
	'--grounds',
	'source',
	'--source',
	'https://www.example.org/dricksvatten-efter-oversvamning',
)
const which = anna.does('reply', diesel.id, 'Vilken brunn? Which well?')
expect(
	'Anna',
	'the advice confirmed by herself alone',
	nodeOf(anna, question.id, advice.id),
	'revision 0, keys that confirm: 1, earlier: 0',
)
anna.sees(question.id)

chapter('Bertil learns of the laboratory and makes his answer better; his old text keeps its old confirmations')
now += HOUR
const better = bertil.does(
	...[
		'revise',
		advice.id,
		'Koka det i tre minuter innan ni dricker det. Laboratoriet fann bakterier.\nBoil it for three minutes before you drink it. The laboratory found bacteria.',
	],
	...['--source', 'https://www.example.org/laboratoriet-hagby'],
)
carry(anna, bertil, 'over the fence')
expect(
	'Bertil',
	'his new text unconfirmed and the old one confirmed by Anna',
	nodeOf(bertil, question.id, advice.id),
	'revision 1, keys that confirm: 0, earlier: 1',
)
bertil.sees(question.id)

chapter('Cecilia was wrong, and takes it back')
say('  It was the tractor of the neighbours that smelled.')
say()
now += HOUR
cecilia.does('retract', diesel.id)
expect('Cecilia', 'her own answer retracted', nodeOf(cecilia, question.id, diesel.id), 'retracted')
expect('Anna', 'that answer still', nodeOf(anna, question.id, diesel.id), 'revision 0, keys that confirm: 0, earlier: 0')

chapter('Bertil brings his better answer to Cecilia, who tries it')
carry(bertil, cecilia, 'by bicycle')
now += HOUR
cecilia.does('endorse', advice.id, '--stance', 'confirm', '--grounds', 'reproduced')
expect(
	'Cecilia',
	'the new text confirmed by her, the old one by two',
	nodeOf(cecilia, question.id, advice.id),
	'revision 1, keys that confirm: 1, earlier: 2',
)
cecilia.sees(question.id)

chapter('The last round')
now += 3 * HOUR
carry(cecilia, bertil, 'by bicycle')
carry(bertil, anna, 'over the fence')
carry(anna, cecilia, 'on the school bus')

chapter('Do all three see the same?')
for (const person of everybody) {
	expect(person.name, 'the advice as it stands now', nodeOf(person, question.id, advice.id), 'revision 1, keys that confirm: 1, earlier: 2')
	expect(person.name, 'that the diesel is retracted', nodeOf(person, question.id, diesel.id), 'retracted')
	expect(person.name, 'the question about it', nodeOf(person, question.id, which.id), 'revision 0, keys that confirm: 0, earlier: 0')
	const saved = join(person.folder, 'picture.png')
	person.does('save', question.id, '-o', saved)
	if (!readFileSync(saved).equals(readFileSync(PICTURE))) fail(`${person.name} sees another picture than Anna took.`)
	const { messages, invalid } = person.asks('verify', join(person.folder, `from-${person === anna ? 'bertil' : 'anna'}.budkavle`))
	if (messages === 0 || invalid !== 0)
		fail(`${person.name} was brought a file with ${invalid} messages that are not valid, of ${messages}.`)
}
for (const command of [['thread', question.id], ['list'], ['search', 'minuter']]) {
	const [annas, ...others] = everybody.map((person) => person.asks(...command))
	for (const [index, view] of others.entries())
		expect(everybody[index + 1]?.name ?? '', `the same as Anna with "${command[0]}"`, view, annas)
}
expect(
	'Everybody',
	'the better version as the current one',
	anna.asks('thread', question.id).thread.nodes.find((/** @type {{ id: string }} */ node) => node.id === advice.id).message.id,
	better.id,
)
anna.sees(question.id)
say()
say('  Bertil and Cecilia see exactly that too. Nobody asked a server.')
