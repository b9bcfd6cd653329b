import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { English, First } from './en.ts'
import type { More } from './en-more.ts'
import type { Wording } from './wording.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: English }
  }
}

/** Each by its own name, so that whoever cannot read the page finds it. */
export const languages = { en: 'English', de: 'Deutsch', ru: 'Русский' } as const

export type Language = keyof typeof languages

const stored = 'photochanger.language'
const isLanguage = (value: string | null | undefined): value is Language => value != null && value in languages

interface Loader {
  first(): Promise<Wording<First>>
  more(): Promise<Wording<More>>
}

const loaders: Record<Language, Loader> = {
  en: {
    first: async () => (await import('./en.ts')).first,
    more: async () => (await import('./en-more.ts')).more,
  },
  de: {
    first: async () => (await import('./de.ts')).first,
    more: async () => (await import('./de-more.ts')).more,
  },
  ru: {
    first: async () => (await import('./ru.ts')).first,
    more: async () => (await import('./ru-more.ts')).more,
  },
}

/** The one that was chosen here, or the first of the browser's that we speak. */
function preferredLanguage(): Language {
  const wished = [localStorage.getItem(stored), ...navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase())]
  return wished.find(isLanguage) ?? 'en'
}

let current: Language = 'en'
let isMoreWanted = false
const complete = new Set<Language>()

async function load(language: Language): Promise<void> {
  const { first, more } = loaders[language]
  const isWhole = isMoreWanted
  const parts = await Promise.all([first(), isWhole ? more() : {}])
  for (const words of parts) i18next.addResourceBundle(language, 'translation', words, true, true)
  if (isWhole) complete.add(language)
}

async function use(language: Language): Promise<void> {
  current = language
  await load(language)
  // Somebody may have chosen another one meanwhile.
  if (language !== current) return
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
}

export async function startLanguages(): Promise<void> {
  // React makes every text inert by itself.
  await i18next.use(initReactI18next).init({ fallbackLng: false, resources: {}, interpolation: { escapeValue: false } })
  await use(preferredLanguage())
}

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(stored, language)
  await use(language)
}

/** The words of all pages, in the language of now and of later. A first visit does without. */
export async function loadAllWords(): Promise<void> {
  isMoreWanted = true
  if (!complete.has(current)) await load(current)
}
