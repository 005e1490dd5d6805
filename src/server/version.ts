/** The version of the package, which no runtime but Node could read from package.json. */
export const VERSION = '0.1.0'
