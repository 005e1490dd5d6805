/** The store over IndexedDB in Chromium, one page at a time. */
import { testInPage } from './in-page.js'

await testInPage({ files: ['test/browser/page/store-suite.ts', 'test/browser/page/store-faults.ts'] })
