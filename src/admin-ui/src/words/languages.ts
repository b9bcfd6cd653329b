import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { English } from './en.ts'
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

const loaders: Record<Language, () => Promise<Wording<English>>> = {
  en: async () => (await import('./en.ts')).en,
  de: async () => (await import('./de.ts')).de,
  ru: async () => (await import('./ru.ts')).ru,
}

/** The one that was chosen here, or the first of the browser's that we speak. */
function preferredLanguage(): Language {
  const wished = [localStorage.getItem(stored), ...navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase())]
  return wished.find(isLanguage) ?? 'en'
}

async function use(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation'))
    i18next.addResourceBundle(language, 'translation', await loaders[language]())
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
