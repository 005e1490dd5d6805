import { describe, expect, it } from 'vitest'
import type { ExportOptions, MessageId, Replica, Scope } from '../../src/index.js'
import { readBundles } from '../../src/index.js'
import { carry, collect, member, NOON } from './world.js'

/** The ids of what an export holds, sorted. */
async function exported(replica: Replica, scope?: Scope, options?: ExportOptions): Promise<readonly MessageId[]> {
	const ids: MessageId[] = []
	for (const part of readBundles(await replica.export(scope, options))) {
		if (part.type !== 'bundle') throw new Error(`expected nothing but bundles, got ${part.type}`)
		for (const item of part.bundle.items) {
			if (!item.ok) throw item.error
			ids.push(item.unverified.id)
		}
	}
	return ids.sort()
}

const ids = (...messages: readonly { readonly id: MessageId }[]): readonly MessageId[] => messages.map(({ id }) => id).sort()

async function village() {
	const anna = await member(1, { space: 'hagby' })
	const bertil = await member(2, { space: 'byn' })
	const well = await anna.replica.post({ text: 'Brunnen?', topics: ['vatten'] })
	anna.clock.now = NOON + 100
	const road = await anna.replica.post({ text: 'Vägen?', topics: ['väg'] })
	const annaProfile = await anna.replica.profile({ name: 'Anna' })
	await carry(anna.replica, bertil.replica)
	bertil.clock.now = NOON + 200
	const answer = await bertil.replica.reply(well, { text: 'Koka.', space: 'byn' })
	const stance = await bertil.replica.endorse(well, { stance: 'confirm', space: 'byn' })
	const bertilProfile = await bertil.replica.profile({ name: 'Bertil' })
	await carry(bertil.replica, anna.replica)
	return { anna, bertil, well, road, answer, stance, annaProfile, bertilProfile }
}

describe('export', () => {
	it('[SPEC 8.3] without a scope it is everything', async () => {
		const { anna, well, road, answer, stance, annaProfile, bertilProfile } = await village()
		expect(await exported(anna.replica)).toEqual(ids(well, road, answer, stance, annaProfile, bertilProfile))
	})

	it('[SPEC 8.3] a thread comes with the profiles of all who speak in it', async () => {
		const { anna, well, answer, stance, annaProfile, bertilProfile } = await village()
		expect(await exported(anna.replica, { threads: [well.id] })).toEqual(ids(well, answer, stance, annaProfile, bertilProfile))
		expect(await exported(anna.replica, { threads: [well.id] }, { profiles: false })).toEqual(ids(well, answer, stance))
	})

	it('[SPEC 8.3] a topic is that of the thread’s root', async () => {
		const { anna, well, road, answer, stance } = await village()
		const options = { profiles: false }
		expect(await exported(anna.replica, { topics: ['vatten'] }, options)).toEqual(ids(well, answer, stance))
		expect(await exported(anna.replica, { topics: ['väg', 'vatten'] }, options)).toEqual(ids(well, road, answer, stance))
		expect(await exported(anna.replica, { topics: ['mat'] }, options)).toEqual([])
	})

	it('[SPEC 8.3] all criteria must fit, and one value of each', async () => {
		const { anna, bertil, well, road, answer, stance, annaProfile, bertilProfile } = await village()
		const options = { profiles: false }
		expect(await exported(anna.replica, { authors: [bertil.author] }, options)).toEqual(ids(answer, stance, bertilProfile))
		expect(await exported(anna.replica, { spaces: ['hagby'] }, options)).toEqual(ids(well, road, annaProfile))
		expect(await exported(anna.replica, { spaces: ['byn'], threads: [well.id] }, options)).toEqual(ids(answer, stance))
		expect(await exported(anna.replica, { since: NOON + 100 }, options)).toEqual(ids(road, annaProfile, answer, stance, bertilProfile))
		expect(await exported(anna.replica, { topics: ['vatten'], threads: [road.id] }, options)).toEqual([])
		expect(await exported(anna.replica, { authors: [] }, options)).toEqual([])
	})

	it('[SPEC 6.3] retractions go with their threads and topics, once each', async () => {
		const { anna, bertil, well, road, answer } = await village()
		const both = await anna.replica.retract(well, road)
		await carry(anna.replica, bertil.replica)
		const own = await bertil.replica.retract(answer)
		const options = { profiles: false }
		expect(await exported(bertil.replica, { threads: [well.id, road.id] }, options)).toContain(both.id)
		expect((await exported(bertil.replica, { threads: [well.id, road.id] }, options)).filter((id) => id === both.id)).toHaveLength(1)
		expect(await exported(bertil.replica, { topics: ['vatten'] }, options)).toEqual(expect.arrayContaining([both.id, own.id]))
	})

	it('messages without a time fit every since', async () => {
		const { replica, clock } = await member(1)
		clock.now = undefined
		const post = await replica.post({ text: 'utan tid' })
		expect(await exported(replica, { since: NOON })).toEqual([post.id])
	})

	it('is one bundle even when there is nothing in it', async () => {
		const { replica } = await member(1)
		const bytes = await replica.export()
		expect(bytes.length).toBeGreaterThan(0)
		expect((await replica.receive(bytes)).damage).toEqual([])
	})

	it('splits what is much into bundles, with progress, and can be cancelled', async () => {
		const { replica } = await member(1)
		for (let i = 0; i < 40; i++)
			await replica.post({ attachments: [{ bytes: new Uint8Array(500_000).fill(i), type: 'application/octet-stream' }] })
		const seen: number[] = []
		const bundles = await collect(replica.bundles({}, { onProgress: ({ done }) => seen.push(done) }))
		expect(bundles.length).toBeGreaterThan(1)
		expect(seen.at(-1)).toBe(40)
		const other = await member(2)
		for (const bundle of bundles) await other.replica.receive(bundle)
		expect(await other.replica.stats()).toEqual(await replica.stats())
		const stop = AbortSignal.abort()
		await expect(collect(replica.bundles({}, { signal: stop }))).rejects.toMatchObject({ code: 'aborted' })
	})

	it('[SPEC 8.3] a retraction goes where its targets went, whatever space it was made in', async () => {
		const anna = await member(1, { space: 'hagby' })
		const bertil = await member(2)
		const post = await anna.replica.post({ text: 'a', space: 'other' })
		const here = await anna.replica.post({ text: 'b' })
		await bertil.replica.receive(await anna.replica.export({ spaces: ['other'] }))
		expect((await anna.replica.retract(post)).space).toBe('other')
		await bertil.replica.receive(await anna.replica.export({ spaces: ['other'] }))
		expect(await bertil.replica.message(post.id)).toBeUndefined()
		const far = await anna.replica.post({ text: 'c', space: 'far' })
		const both = await anna.replica.retract(here, far)
		expect(both.space).toBe('hagby')
		expect(await exported(anna.replica, { spaces: ['far'] }, { profiles: false })).toEqual([both.id])
	})

	it('more attachments than a bundle holds go into several', async () => {
		const { replica } = await member(1)
		const large = (fill: number) => ({ bytes: new Uint8Array(15 * 1024 * 1024).fill(fill), type: 'application/octet-stream' })
		const post = await replica.post({ attachments: [large(1), large(2), large(3), large(4), large(5)] })
		const other = await member(2)
		const report = await other.replica.receive(replica.bundles())
		expect(report.blobs.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 5 }, () => 'added'))
		expect(await other.replica.message(post.id)).toEqual(post)
	})

	it('refuses a scope that does not say what it means, and normalises topics', async () => {
		const { replica } = await member(1)
		const post = await replica.post({ text: 'a', topics: ['Vatten'] })
		expect(await exported(replica, { topics: ['VATTEN'] })).toEqual([post.id])
		const wrong: readonly unknown[] = [
			null,
			{ thread: [post.id] },
			{ threads: post.id },
			{ threads: ['abc'] },
			{ authors: [1] },
			{ since: '2020' },
			{ since: -1 },
		]
		for (const scope of wrong) await expect(replica.export(scope as Scope)).rejects.toMatchObject({ code: 'argument-invalid' })
	})

	it('can leave attachments out', async () => {
		const { replica } = await member(1)
		await replica.post({ attachments: [{ bytes: new Uint8Array(1000), type: 'image/png' }] })
		const other = await member(2)
		const report = await other.replica.receive(await replica.export({}, { blobs: false }))
		expect(report.blobs).toEqual([])
		expect(report.counts.added).toBe(1)
	})
})
