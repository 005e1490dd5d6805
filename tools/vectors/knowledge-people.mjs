/** Cases of vectors/knowledge.json for SPEC 6.13: people. What is expected is thought out here, by the clauses. */

/** @typedef {import('./cases.mjs').ViewCase} ViewCase */
/** @typedef {import('./scenario.mjs').Scenario} Scenario */
/** @typedef {import('./scenario.mjs').Who} Who */

/** Profiles by which keys name each the next one and the one before, in a chain. @param {Scenario} w @param {readonly Who[]} chain */
export function link(w, ...chain) {
	chain.forEach((who, i) => {
		const keys = [chain[i - 1], chain[i + 1]].filter((key) => key !== undefined)
		w.profile(`${who} names ${keys.join(' and ')}`, who, { keys })
	})
}

/** A person all of whose keys are linked by current profiles. @param {readonly string[]} keys */
const all = (...keys) => ({ keys, current: keys })

/** @type {readonly ViewCase[]} */
export const PEOPLE_CASES = [
	{
		name: 'keys without links',
		clause: '6.13',
		comment: 'Each is a person: with a profile, and without one.',
		write(w) {
			w.profile('Anna', 'anna')
			return { people: { anna: all('anna'), bo: all('bo') } }
		},
	},
	{
		name: 'two keys that name each other',
		clause: '6.13',
		comment: 'One person, whichever key one asks about.',
		write(w) {
			link(w, 'bo', 'anna')
			return { people: { anna: all('anna', 'bo'), bo: all('anna', 'bo') } }
		},
	},
	{
		name: 'one names the other',
		clause: '6.13',
		comment: 'Nobody is linked by what another one says alone, not even by what many say.',
		write(w) {
			w.profile('Anna', 'anna')
			w.profile('bo names anna', 'bo', { keys: ['anna'] })
			w.profile('carl names anna and bo', 'carl', { keys: ['anna', 'bo'] })
			return { people: { anna: all('anna'), bo: all('bo'), carl: all('carl') } }
		},
	},
	{
		name: 'named in a circle',
		clause: '6.13',
		comment: 'Each names the next one, and nobody the one before: no link.',
		write(w) {
			w.profile('anna names bo', 'anna', { keys: ['bo'] })
			w.profile('bo names carl', 'bo', { keys: ['carl'] })
			w.profile('carl names anna', 'carl', { keys: ['anna'] })
			return { people: { anna: all('anna'), bo: all('bo'), carl: all('carl') } }
		},
	},
	{
		name: 'a chain of links',
		clause: '6.13',
		comment: 'A person is a component: the ends belong together though neither names the other.',
		write(w) {
			link(w, 'carl', 'anna', 'dora', 'bo')
			return { people: { bo: all('anna', 'bo', 'carl', 'dora'), carl: all('anna', 'bo', 'carl', 'dora'), emil: all('emil') } }
		},
	},
	{
		name: 'once mutual',
		clause: '6.13',
		comment: 'A newer profile that leaves the other out does not end the link; only for display the two part.',
		write(w) {
			link(w, 'anna', 'bo')
			w.profile('anna alone', 'anna', { rev: 1 })
			return {
				people: { anna: { keys: ['anna', 'bo'], current: ['anna'] }, bo: { keys: ['anna', 'bo'], current: ['bo'] } },
			}
		},
	},
	{
		name: 'mutual, but never in current profiles',
		clause: '6.13',
		comment: 'When the second one named the first, the first did so no longer. Any live profile counts.',
		write(w) {
			w.profile('anna names bo', 'anna', { keys: ['bo'], time: 10 })
			w.profile('anna names carl', 'anna', { keys: ['carl'], time: 20, rev: 1 })
			w.profile('bo names anna', 'bo', { keys: ['anna'], time: 30 })
			return {
				people: { anna: { keys: ['anna', 'bo'], current: ['anna'] }, bo: { keys: ['anna', 'bo'], current: ['bo'] }, carl: all('carl') },
			}
		},
	},
	{
		name: 'three keys of which two are current',
		clause: '6.13',
		comment: 'Current are the keys that current profiles connect with the key that was asked about, itself among them.',
		write(w) {
			link(w, 'anna', 'bo', 'carl')
			w.profile('bo names anna alone', 'bo', { keys: ['anna'], rev: 1 })
			const keys = ['anna', 'bo', 'carl']
			return {
				people: { anna: { keys, current: ['anna', 'bo'] }, bo: { keys, current: ['anna', 'bo'] }, carl: { keys, current: ['carl'] } },
			}
		},
	},
	{
		name: 'a conflict of profiles',
		clause: '6.13',
		comment: 'Of two profiles with the same rev, one is current (6.5); the other one links as well.',
		write(w) {
			w.profile('anna names bo', 'anna', { keys: ['bo'], time: 10, rev: 1 })
			w.profile('anna names carl', 'anna', { keys: ['carl'], time: 20, rev: 1 })
			w.profile('bo names anna', 'bo', { keys: ['anna'] })
			w.profile('carl names anna', 'carl', { keys: ['anna'] })
			const keys = ['anna', 'bo', 'carl']
			return { people: { anna: { keys, current: ['anna', 'carl'] }, bo: { keys, current: ['bo'] } } }
		},
	},
	{
		name: 'a link that is taken back',
		clause: '6.13',
		comment: 'With every profile of anna that names bo the link ends. What else a profile says goes with it.',
		write(w) {
			link(w, 'anna', 'bo')
			w.profile('anna still names bo', 'anna', { keys: ['bo', 'carl'], rev: 1 })
			w.profile('carl names anna', 'carl', { keys: ['anna'] })
			w.retract('bo is lost', 'anna', [w.stub('anna names bo'), w.stub('anna still names bo')])
			return { people: { anna: all('anna'), bo: all('bo'), carl: all('carl') } }
		},
	},
	{
		name: 'a link that is taken back in part',
		clause: '6.13',
		comment: 'One profile of anna that names bo is left, so the link is, too.',
		write(w) {
			link(w, 'anna', 'bo')
			w.profile('anna still names bo', 'anna', { keys: ['bo'], rev: 1 })
			w.profile('anna alone', 'anna', { rev: 2 })
			w.retract('not so', 'anna', [w.stub('anna still names bo')])
			return { people: { anna: { keys: ['anna', 'bo'], current: ['anna'] } } }
		},
	},
	{
		name: 'another way stays',
		clause: '6.13',
		comment: 'Carl takes back the profile that names anna. Over bo they still belong together.',
		write(w) {
			link(w, 'anna', 'bo', 'carl')
			w.profile('anna names carl', 'anna', { keys: ['carl', 'bo'], rev: 1 })
			w.profile('carl names anna', 'carl', { keys: ['anna'], rev: 1 })
			w.retract('not anna', 'carl', [w.stub('carl names anna')])
			return { people: { carl: all('anna', 'bo', 'carl') } }
		},
	},
	{
		name: 'the middle of a chain is taken back',
		clause: '6.13',
		comment: 'What only it held together falls apart.',
		write(w) {
			link(w, 'anna', 'bo', 'carl', 'dora')
			w.retract('not me', 'bo', [w.stub('bo names anna and carl')])
			return { people: { anna: all('anna'), bo: all('bo'), carl: all('carl', 'dora') } }
		},
	},
	{
		name: 'somebody else takes a profile back',
		clause: '6.13',
		comment: 'That does nothing (6.2), also not when it is the other one of the link.',
		write(w) {
			link(w, 'anna', 'bo')
			w.retract('not anna', 'bo', [w.stub('anna names bo')])
			w.retract('not anna either', 'carl', [w.stub('anna names bo')])
			return { people: { bo: all('anna', 'bo') } }
		},
	},
	{
		name: 'profiles without effect',
		clause: '6.13',
		comment: 'One with an unknown even key links nobody. One with `expires` links: there it is an unknown odd key.',
		write(w) {
			w.profile('anna names bo and carl', 'anna', { keys: ['bo', 'carl'] })
			w.profile('bo names anna', 'bo', { keys: ['anna'], 30: true })
			w.profile('carl names anna', 'carl', { keys: ['anna'], expires: 1 })
			return { people: { anna: all('anna', 'carl'), bo: all('bo') } }
		},
	},
]
