/** The languages that guests are spoken to in. */
export const locales = ['en', 'de', 'ru'] as const

export type Locale = (typeof locales)[number]
