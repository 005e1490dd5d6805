/** A program that has nothing more to do, with a live view that waits for a post to expire. */
import { createIdentity } from '../../src/crypto/signer.js'
import { openReplica } from '../../src/replica/open.js'
import { memoryStore } from '../../src/store/memory.js'

const replica = await openReplica({ store: memoryStore(), signer: await createIdentity() })
await replica.post({ text: 'Soup next week', expires: Math.floor(Date.now() / 1000) + 604_800 })
console.log((await replica.live.timeline().ready()).length)
