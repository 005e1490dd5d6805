/** The tree of a log by the ids that are known of it (SPEC 6.19). */
import { fromHex, toHex } from '../bytes.js'
import { MerkleTree } from './merkle-tree.js'

/** Appends the ids of the next seqs, as far as they are known and up to a size. Ids are hex. */
export function growTree(tree: MerkleTree, idAt: (seq: number) => string | undefined, size: number = Number.POSITIVE_INFINITY): void {
	while (tree.size < size) {
		const id = idAt(tree.size + 1)
		if (id === undefined) return
		tree.append(fromHex(id) as Uint8Array)
	}
}

/** Whether the first `size` ids of a tree are all there and lead to a head, as hex. */
export function leadsTo(tree: MerkleTree, { size, head }: { readonly size: number; readonly head: string }): boolean {
	return size <= tree.size && toHex(tree.root(size)) === head
}

/** What is known of a log, in whatever order it is learned. A seq with two ids is not certain, and has none. */
export class KnownIds {
	readonly #ids: Map<number, string | undefined> = new Map()

	know(seq: number, id: string): void {
		this.#ids.set(seq, this.#ids.has(seq) && this.#ids.get(seq) !== id ? undefined : id)
	}

	/** From the first message on, as far as each seq has one id and one alone. */
	tree(): MerkleTree {
		const tree = new MerkleTree()
		growTree(tree, (seq) => this.#ids.get(seq))
		return tree
	}
}
