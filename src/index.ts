/** The public surface of the core: identities, messages, merge, bundles, replica. Stores and optional backends have import paths of their own. */

export { packBundle } from './bundle/pack.js'
export { bundlesOf, readBundles } from './bundle/read.js'
export type { SplitContent, SplitOptions } from './bundle/split.js'
export { splitBundles } from './bundle/split.js'
export type {
	BundleBlob,
	BundleContent,
	BundleFileItem,
	CheckpointProof,
	PackableMessage,
	PackableProof,
	PackableTree,
	SkippedSection,
	UnpackedBlob,
	UnpackedBundle,
	UnpackedItem,
} from './bundle/types.js'
export { unpackBundle } from './bundle/unpack.js'
export { verifyItems } from './bundle/verify-items.js'
export { MerkleTree } from './checkpoint/merkle-tree.js'
export type { TreeHead } from './checkpoint/proofs.js'
export { provesConsistency, provesInclusion } from './checkpoint/proofs.js'
export type { BackendName, SignatureBackend } from './crypto/backend.js'
export { formatRecovery, parseRecovery } from './crypto/recovery.js'
export { admitBackend, defaultBackend, openBackend } from './crypto/select.js'
export type { CreateIdentityOptions, Identity, Signer } from './crypto/signer.js'
export { createIdentity, exportSecret, importIdentity } from './crypto/signer.js'
export type { CborMap, CborValue } from './encoding/value.js'
export type { ErrorCode, ErrorDetails, ProtocolCode, Stage } from './errors.js'
export { BudkavleError } from './errors.js'
export { LIMITS } from './limits.js'
export type { Medium, MediumCapabilities, MediumOptions, MediumSendOptions, MediumSink } from './medium/types.js'
export { circleView } from './merge/circle.js'
export { completenessViews } from './merge/completeness.js'
export { corroborationView, threadCorroborations } from './merge/corroboration.js'
export type {
	Answer,
	Circle,
	CirclePerson,
	CircleSpeaker,
	CircleSupport,
	Contradiction,
	Corroboration,
	Evidence,
	Fork,
	InboxEntry,
	LogCompleteness,
	NodeCorroboration,
	OutsideSupport,
	Person,
	PersonView,
	ProvenCheckpoint,
	QuestionView,
	Reader,
	SeqRange,
	Speaker,
	StanceSupport,
	Support,
} from './merge/knowledge-types.js'
export { peopleView, personView } from './merge/people.js'
export { profileView } from './merge/profile.js'
export type { InboxSelection } from './merge/questions.js'
export { answeredQuestions, inboxView, openQuestions, questionViews } from './merge/questions.js'
export { stanceViews } from './merge/stances.js'
export { chronological, threadView } from './merge/thread.js'
export type { TimelineFilter, TimelineSelection } from './merge/timeline.js'
export { timelineView } from './merge/timeline.js'
export type {
	ContestedNode,
	EarlierVersion,
	MissingNode,
	NodeClaim,
	PresentNode,
	ProfileView,
	RetractedNode,
	StanceCount,
	Stances,
	StanceView,
	Thread,
	ThreadNode,
	TimelineEntry,
} from './merge/types.js'
export { currentVouches } from './merge/vouches.js'
export type { AttachmentLabel } from './message/attachments.js'
export { attachmentOf } from './message/attachments.js'
export {
	createCheckpoint,
	createEndorsement,
	createMessage,
	createPost,
	createPrivate,
	createProfile,
	createReply,
	createRetraction,
	createVouch,
} from './message/create.js'
export type { DecodedMessage } from './message/decode.js'
export { decodeMessage } from './message/decode.js'
export type {
	CheckpointDraft,
	Draft,
	EndorsementDraft,
	PostDraft,
	PrivateDraft,
	ProfileDraft,
	ReplyDraft,
	RetractionDraft,
	StubDraft,
	VouchDraft,
} from './message/drafts.js'
export type { FieldName } from './message/fields.js'
export { KEY } from './message/fields.js'
export { KIND } from './message/kinds.js'
export { stubOf } from './message/stub.js'
export type {
	Attachment,
	AuthorId,
	BlobHash,
	Checkpoint,
	Endorsement,
	Grounds,
	KindName,
	Message,
	MessageBase,
	MessageId,
	OtherMessage,
	Post,
	Profile,
	Reply,
	Retraction,
	Signed,
	Source,
	Stance,
	Stub,
	TextFormat,
	Vouch,
	VouchStance,
} from './message/types.js'
export type { VerifyManyOptions, VerifyOptions, VerifyOutcome, VerifyProgress } from './message/verify.js'
export { verifyMessage, verifyMessages } from './message/verify.js'
export { forgetLog } from './replica/log.js'
export { openReplica } from './replica/open.js'
export type {
	Admit,
	AdmitContext,
	BlobOutcome,
	Content,
	Damage,
	Device,
	DeviceDraft,
	Eviction,
	ExportOptions,
	MessageOutcome,
	MessagesQuery,
	NewAttachment,
	NewEndorsement,
	NewPrivate,
	NewProfile,
	Outcome,
	Progress,
	ReceiveOptions,
	ReceiveReport,
	Replica,
	ReplicaOptions,
	Scope,
	WorkOptions,
	WriteOptions,
} from './replica/types.js'
export type {
	InboxItem,
	InboxOptions,
	LiveView,
	LiveViews,
	ReaderOptions,
	SearchOptions,
	Snapshot,
	TimelineOptions,
	ViewOptions,
	Views,
} from './replica/view-types.js'
export type {
	LocalKeysOptions,
	Store,
	StoreBatch,
	StoreBlob,
	StoreBlobOutcome,
	StoreChange,
	StoredLog,
	StoredMessage,
	StoreMessageOutcome,
	StorePage,
	StorePageOptions,
	StoreProof,
	StoreQuery,
	StoreReceipt,
	StoreSearch,
	StoreStats,
} from './store/types.js'
