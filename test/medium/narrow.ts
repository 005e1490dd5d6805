/** Media that can do less than what they are made of. */
import { MediumLife } from '../../src/medium/life.js'
import type { Medium, MediumCapabilities } from '../../src/medium/types.js'

type Ends = readonly [Medium, Medium]

/** The same medium, with its own rules for sending before those of what is below. */
function narrowed(medium: Medium, changes: Partial<MediumCapabilities>): Medium {
	const capabilities: MediumCapabilities = { ...medium.capabilities, ...changes }
	const life = new MediumLife(capabilities, {})
	return {
		capabilities,
		async start(sink) {
			life.start(sink)
			await medium.start((unit, from) => life.deliver(unit, from))
		},
		async send(unit, options = {}) {
			life.checkSend(unit, options.signal)
			await medium.send(unit, options)
		},
		close() {
			life.end()
			return medium.close()
		},
	}
}

export function limited([a, b]: Ends, changes: Partial<MediumCapabilities>): Ends {
	return [narrowed(a, changes), narrowed(b, changes)]
}

export function oneWay([a, b]: Ends): Ends {
	return [narrowed(a, { direction: 'send' }), narrowed(b, { direction: 'receive' })]
}
