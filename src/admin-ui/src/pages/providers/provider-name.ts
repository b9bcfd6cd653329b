import { useTranslation } from 'react-i18next'

/** As the services call themselves. */
const names: Readonly<Record<string, string>> = {
  gemini: 'Google Gemini',
  openai: 'OpenAI',
  fal: 'fal',
  turbotext: 'Turbotext',
}

export function useProviderName(): (provider: string) => string {
  const { t } = useTranslation()
  return (provider) => (provider === 'studio' ? t('providers.studio') : (names[provider] ?? provider))
}
