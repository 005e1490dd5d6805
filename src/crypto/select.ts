/** Which backend verifies: the first in a fixed order that passes the self-test. */
import { BudkavleError } from '../errors.js'
import type { BackendName, SignatureBackend } from './backend.js'
import { nobleBackend } from './noble.js'
import { nodeBackend } from './node.js'
import { failedCase } from './self-test.js'
import { webCryptoBackend } from './webcrypto.js'

/** In order of preference. */
const BACKENDS: ReadonlyMap<string, () => SignatureBackend | undefined> = /* @__PURE__ */ new Map<
	BackendName,
	() => SignatureBackend | undefined
>([
	['node', () => nodeBackend()],
	['webcrypto', () => webCryptoBackend()],
	['noble', () => nobleBackend()],
])

const admitted: WeakSet<SignatureBackend> = /* @__PURE__ */ new WeakSet()

/** One of each, so that all parts of an application share its imported keys. */
const opened: Map<string, Promise<SignatureBackend>> = /* @__PURE__ */ new Map()

/**
 * Puts a backend to the self-test and returns a frozen one that can be verified with. What was admitted before is returned as it is.
 * @throws BudkavleError `backend-unavailable`, naming the case that got the wrong verdict; `argument-invalid` for what is no backend
 */
export async function admitBackend(backend: SignatureBackend): Promise<SignatureBackend> {
	if (admitted.has(backend)) return backend
	if (typeof backend?.verify !== 'function') {
		throw new BudkavleError(
			'argument-invalid',
			'A signature backend is an object with a name and a function verify(publicKey, message, signature).',
		)
	}
	// The function is taken once: what was tested is what will be called, whatever happens to the object later.
	const { name, verify, verifyBeside } = backend
	const alone = { name, verify: verify.bind(backend) }
	const beside = verifyBeside === undefined ? undefined : { name, verify: verifyBeside.bind(backend) }
	const fixed: SignatureBackend = Object.freeze(beside === undefined ? alone : { ...alone, verifyBeside: beside.verify })
	const failed = (await failedCase(alone)) ?? (beside && (await failedCase(beside)))
	if (failed !== undefined) {
		throw new BudkavleError(
			'backend-unavailable',
			`The signature backend "${name}" cannot be used: in its self-test it gave the wrong verdict on ${failed}. Leave it out, and the library chooses another one.`,
		)
	}
	admitted.add(fixed)
	return fixed
}

async function open(name: string): Promise<SignatureBackend> {
	const make = BACKENDS.get(name)
	if (make === undefined) {
		throw new BudkavleError(
			'backend-unknown',
			`There is no signature backend "${String(name).slice(0, 40)}". The names are ${[...BACKENDS.keys()].join(', ')}; any other goes through admitBackend.`,
		)
	}
	const backend = make()
	if (backend === undefined) {
		throw new BudkavleError(
			'backend-unavailable',
			`The signature backend "${name}" is not there on this runtime. Leave the name out, and the library chooses another one.`,
		)
	}
	return admitBackend(backend)
}

/**
 * The backend of this name, self-tested once and then shared.
 * @throws BudkavleError `backend-unknown` for another name; `backend-unavailable` when the runtime does not offer it or it failed its self-test
 */
export function openBackend(name: BackendName): Promise<SignatureBackend> {
	let backend = opened.get(name)
	if (backend === undefined) {
		backend = open(name)
		opened.set(name, backend)
		// A polyfill may come later: what failed is tried anew.
		backend.catch(() => opened.delete(name))
	}
	return backend
}

async function choose(): Promise<SignatureBackend> {
	let cause: unknown
	for (const name of BACKENDS.keys()) {
		try {
			return await openBackend(name as BackendName)
		} catch (error) {
			cause = error
		}
	}
	throw new BudkavleError(
		'backend-unavailable',
		'No signature backend passes its self-test on this runtime, so nothing can be verified here. The cause says how the last one failed.',
		{ cause },
	)
}

let chosen: Promise<SignatureBackend> | undefined

/**
 * The first backend that is there and passes the self-test, in the order node, webcrypto, noble; chosen once.
 * @throws BudkavleError `backend-unavailable` when not even portable code computes correctly here
 */
export function defaultBackend(): Promise<SignatureBackend> {
	if (chosen === undefined) {
		chosen = choose()
		chosen.catch(() => {
			chosen = undefined
		})
	}
	return chosen
}
