// @vitest-environment happy-dom
/** Live views in the frameworks that they are made for, without any code in between. */
import { act, createElement, useSyncExternalStore } from 'react'
import { createRoot } from 'react-dom/client'
import { derived, get } from 'svelte/store'
import { describe, expect, it } from 'vitest'
import type { LiveView, Thread } from '../../src/index.js'
import { member } from './world.js'

/** Under Node the name of the package alone means its server side, on which nothing is live. */
const BROWSER_BUILD: string = 'solid-js/dist/solid.js'
const { createEffect, createRoot: createSolidRoot, from } = (await import(BROWSER_BUILD)) as typeof import('solid-js')

const textsOf = (thread: Thread | undefined): readonly string[] =>
	(thread?.nodes ?? []).map((node) => (node.state === 'present' ? node.message.text : node.state))

describe('a live view', () => {
	it('is an external store for React: it renders once for each change, and not for what changes elsewhere', async () => {
		Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
		const { replica } = await member(1)
		const post = await replica.post({ text: 'Is the well safe?' })
		const live = replica.live.thread(post.id)
		await live.ready()
		let renders = 0
		function View({ view }: { readonly view: LiveView<Thread | undefined> }): ReturnType<typeof createElement> {
			renders++
			const { value } = useSyncExternalStore(view.subscribe, view.snapshot)
			return createElement('ul', null, ...textsOf(value).map((text) => createElement('li', { key: text }, text)))
		}
		const place = document.createElement('div')
		const root = createRoot(place)
		await act(async () => root.render(createElement(View, { view: live })))
		expect(place.innerHTML).toBe('<ul><li>Is the well safe?</li></ul>')
		expect(renders).toBe(1)
		await act(async () => {
			await replica.reply(post, { text: 'Boil it.' })
			await live.ready()
		})
		expect(place.innerHTML).toBe('<ul><li>Is the well safe?</li><li>Boil it.</li></ul>')
		expect(renders).toBe(2)
		await act(async () => {
			await replica.post({ text: 'Something else' })
			await live.ready()
		})
		expect(renders).toBe(2)
		await act(async () => root.unmount())
		await replica.close()
	})

	it('is a store for Svelte', async () => {
		const { replica } = await member(1)
		const post = await replica.post({ text: 'Is the well safe?' })
		const live = replica.live.thread(post.id)
		await live.ready()
		expect(textsOf(get(live).value)).toEqual(['Is the well safe?'])
		const heard: number[] = []
		const stop = derived(live, ({ value }) => value?.nodes.length ?? 0).subscribe((count) => heard.push(count))
		await replica.reply(post, { text: 'Boil it.' })
		await live.ready()
		stop()
		expect(heard).toEqual([1, 2])
		await replica.close()
	})

	it('is a source for Solid', async () => {
		const { replica } = await member(1)
		const post = await replica.post({ text: 'Is the well safe?' })
		const live = replica.live.thread(post.id)
		await live.ready()
		const heard: (readonly string[])[] = []
		const dispose = createSolidRoot((end) => {
			const thread = from(live)
			createEffect(() => heard.push(textsOf(thread()?.value)))
			return end
		})
		await Promise.resolve()
		await replica.reply(post, { text: 'Boil it.' })
		await live.ready()
		dispose()
		expect(heard).toEqual([['Is the well safe?'], ['Is the well safe?', 'Boil it.']])
		await replica.close()
	})
})
