/** People who write messages for a suite: the same people and the same messages in every run. */
import { encodeUtf8 } from '../bytes.js'
import { sha256 } from '../crypto/hash.js'
import type { Identity } from '../crypto/signer.js'
import { importIdentity } from '../crypto/signer.js'
import { attachmentOf } from '../message/attachments.js'
import { createMessage } from '../message/create.js'
import type {
	CheckpointDraft,
	CommonDraft,
	EndorsementDraft,
	PostDraft,
	PrivateDraft,
	ProfileDraft,
	ReplyDraft,
	RetractionDraft,
	VouchDraft,
} from '../message/drafts.js'
import type {
	Attachment,
	Checkpoint,
	Endorsement,
	Message,
	OtherMessage,
	Post,
	Profile,
	Reply,
	Retraction,
	Vouch,
} from '../message/types.js'
import type { StoreBlob } from '../store/types.js'

/** A draft whose seq is chosen where it is not given. */
type Loose<D extends CommonDraft> = Omit<D, 'seq'> & { readonly seq?: number }

/** One author. Numbers its messages in each log from 1. */
export class Person {
	readonly #identity: Identity
	readonly #last: Map<number, number> = new Map()

	constructor(identity: Identity) {
		this.#identity = identity
	}

	get author(): string {
		return this.#identity.author
	}

	post(draft: Loose<PostDraft>): Promise<Post> {
		return this.#create({ kind: 'post', ...draft })
	}
	reply(draft: Loose<ReplyDraft>): Promise<Reply> {
		return this.#create({ kind: 'reply', ...draft })
	}
	endorse(draft: Loose<EndorsementDraft>): Promise<Endorsement> {
		return this.#create({ kind: 'endorsement', ...draft })
	}
	vouch(draft: Loose<VouchDraft>): Promise<Vouch> {
		return this.#create({ kind: 'vouch', ...draft })
	}
	retract(draft: Loose<RetractionDraft>): Promise<Retraction> {
		return this.#create({ kind: 'retraction', ...draft })
	}
	profile(draft: Loose<ProfileDraft>): Promise<Profile> {
		return this.#create({ kind: 'profile', ...draft })
	}
	checkpoint(draft: Loose<CheckpointDraft>): Promise<Checkpoint> {
		return this.#create({ kind: 'checkpoint', ...draft })
	}
	other(draft: Loose<PrivateDraft>): Promise<OtherMessage> {
		return this.#create(draft)
	}

	async #create<M extends Message>(draft: {
		readonly kind: M['kind']
		readonly seq?: number
		readonly log?: number | undefined
	}): Promise<M> {
		const log = draft.log ?? 0
		const seq = draft.seq ?? (this.#last.get(log) ?? 0) + 1
		this.#last.set(log, Math.max(seq, this.#last.get(log) ?? 0))
		return (await createMessage(this.#identity, { ...draft, seq } as Parameters<typeof createMessage>[1])) as M
	}
}

/** The person of this number, who has not said anything yet. */
export async function person(n: number): Promise<Person> {
	return new Person(await importIdentity(sha256(encodeUtf8(`budkavle suite author ${n}`))))
}

/** As a bundle carries it that a checkpoint proves. */
export function withoutSignature<M extends Message>(message: M): M {
	const { signature: _, ...rest } = message
	return Object.freeze(rest) as M
}

/** A file to attach, and how a message names it. */
export function file(text: string): { readonly attachment: Attachment; readonly blob: StoreBlob } {
	const bytes = encodeUtf8(text)
	const attachment = attachmentOf(bytes, { type: 'text/plain' })
	return { attachment, blob: { hash: attachment.hash, bytes } }
}
