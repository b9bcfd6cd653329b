/**
 * What this product takes of drizzle-orm. Its package.json has 180 kB, which Node reads and parses again for every module
 * that imports it by its name: half a second of every start, when each of a hundred did.
 */
export * from 'drizzle-orm'
