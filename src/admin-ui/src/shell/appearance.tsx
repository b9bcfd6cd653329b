import { NativeSelect, useMantineColorScheme } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { chooseLanguage, type Language, languages } from '../words/languages.ts'

/** Language and colours; both are remembered in this browser. */
export function Appearance() {
  const { t, i18n } = useTranslation()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <>
      <NativeSelect
        label={t('shell.language')}
        value={i18n.language}
        onChange={({ currentTarget }) => void chooseLanguage(currentTarget.value as Language)}
        data={Object.entries(languages).map(([value, label]) => ({ value, label }))}
      />
      <NativeSelect
        label={t('shell.colours')}
        value={colorScheme}
        onChange={({ currentTarget }) => setColorScheme(currentTarget.value as typeof colorScheme)}
        data={[
          { value: 'auto', label: t('shell.coloursAuto') },
          { value: 'light', label: t('shell.coloursLight') },
          { value: 'dark', label: t('shell.coloursDark') },
        ]}
      />
    </>
  )
}
