/** Suites for those who write parts of their own, free of any test runner: `budkavle/testing`. */
export type { StoreCapability, StoreFactory, StorePlace } from './store-place.js'
export type { StoreSuiteOptions } from './store-suite.js'
export { storeSuite } from './store-suite.js'
export type { SuiteCase } from './suite.js'
