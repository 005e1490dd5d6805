/** What a store should hold after some of the steps of `crashSteps`, for the tests that kill who takes them. */
import type { Store } from '../../src/store/types.js'
import { seededRandom } from '../../src/testing/random.js'
import type { Universe } from '../../src/testing/store-compare.js'
import { compareStore } from '../../src/testing/store-compare.js'
import { StoreModel } from '../../src/testing/store-model.js'
import type { Step } from './crash-steps.js'
import { crashSteps } from './crash-steps.js'

export interface CrashModel {
	readonly steps: readonly Step[]
	/** How many steps were taken in a store, all of them whole: as many as were acknowledged, or the one more that was under way. Rejects when it is neither. */
	wholeSteps(store: Store, acknowledged: number): Promise<number>
}

function universeOf(steps: readonly Step[]): Universe {
	const batches = steps.flatMap((step) => ('ingest' in step ? step.ingest : []))
	const messages = batches.flatMap((batch) => batch.messages)
	return {
		messages,
		authors: [...new Set(messages.map(({ author }) => author))],
		logs: [0],
		spaces: ['none'],
		topics: ['bread', 'wells'],
		words: ['post', 'answer', 'bread'],
		hashes: batches.flatMap(({ blobs = [] }) => blobs.map(({ hash }) => hash)),
	}
}

function takeInModel(model: StoreModel, step: Step): void {
	if ('ingest' in step) model.ingest(step.ingest)
	else if ('evict' in step) model.evict(step.evict)
}

export async function crashModel(): Promise<CrashModel> {
	const steps = await crashSteps()
	const universe = universeOf(steps)
	/** The store as it should be after so many steps. */
	const modelAfter = (count: number): StoreModel => {
		const model = new StoreModel()
		for (const step of steps.slice(0, count)) takeInModel(model, step)
		return model
	}
	const compare = (store: Store, model: StoreModel): Promise<void> => compareStore(store, model, universe, seededRandom(1))
	return {
		steps,
		async wholeSteps(store, acknowledged) {
			try {
				await compare(store, modelAfter(acknowledged))
				return acknowledged
			} catch (error) {
				if (acknowledged === steps.length) throw error
				await compare(store, modelAfter(acknowledged + 1))
				return acknowledged + 1
			}
		},
	}
}
