/** Which file of an image is meant: the master, or what the n-th edit has made of it. */
export type Version = 'master' | `clean_v${number}`

/** Not longer than the numbers that PostgreSQL and we agree on. */
export const versionPattern = /^(?:master|clean_v[1-9]\d{0,8})$/

export const isVersion = (text: string): text is Version => versionPattern.test(text)

export const cleanVersion = (number: number): Version => `clean_v${number}`
