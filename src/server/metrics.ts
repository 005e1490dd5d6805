/** Numbers about a relay as text that Prometheus and its like read. */

export type Labels = Readonly<Record<string, string>>

interface Sample {
	readonly labels: Labels
	value: number
}

export interface Metric {
	readonly name: string
	readonly help: string
	readonly type: 'counter' | 'gauge'
}

const escaped = (text: string): string => text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')

function labelsText(labels: Labels): string {
	const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`)
	return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

/** Numbers that grow, by their labels. */
export class Metrics {
	readonly #metrics: Map<string, { readonly metric: Metric; readonly samples: Map<string, Sample> }> = new Map()

	add(metric: Metric, labels: Labels = {}, by: number = 1): void {
		this.#sample(metric, labels).value += by
	}

	set(metric: Metric, value: number, labels: Labels = {}): void {
		this.#sample(metric, labels).value = value
	}

	#sample(metric: Metric, labels: Labels): Sample {
		const known = this.#metrics.get(metric.name) ?? { metric, samples: new Map<string, Sample>() }
		this.#metrics.set(metric.name, known)
		const name = labelsText(labels)
		const sample = known.samples.get(name) ?? { labels, value: 0 }
		known.samples.set(name, sample)
		return sample
	}

	/** In the text format 0.0.4. */
	text(): string {
		const lines: string[] = []
		for (const { metric, samples } of this.#metrics.values()) {
			lines.push(`# HELP ${metric.name} ${metric.help}`, `# TYPE ${metric.name} ${metric.type}`)
			for (const { labels, value } of samples.values()) lines.push(`${metric.name}${labelsText(labels)} ${value}`)
		}
		return `${lines.join('\n')}\n`
	}
}
