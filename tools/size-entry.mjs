/** What an application imports that creates, verifies and merges messages: tools/check-size.mjs measures its bundle. */

export { createIdentity, createMessage, profileView, stanceViews, threadView, timelineView, verifyMessage } from 'budkavle'
