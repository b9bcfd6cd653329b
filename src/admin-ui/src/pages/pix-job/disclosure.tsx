import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { disclosureQuery } from '../../api/pix-jobs.ts'

interface DisclosureProps {
  /** Also that nothing leaves, where nothing does. */
  isWhole?: boolean
}

/** Where images may go outside the EU. Nothing is said where nothing is set up, unless somebody looks for it. */
export function Disclosure({ isWhole = false }: DisclosureProps) {
  const { t } = useTranslation()
  const { data: disclosure } = useQuery(disclosureQuery)
  if (!disclosure) return null
  const { services, privacy_mode: mode } = disclosure
  const names = services.map(({ name, country }) => `${name} (${t(`pixJob.disclosure.countries.${country}`)})`)
  const sentences =
    names.length > 0
      ? [t('pixJob.disclosure.services', { names: names.join(', ') }), t(`pixJob.disclosure.modes.${mode}`)]
      : isWhole
        ? [t('pixJob.disclosure.none')]
        : []
  if (sentences.length === 0) return null
  return (
    <Text size="sm" c="dimmed" mb={isWhole ? 'xs' : 0}>
      {sentences.join(' ')}
    </Text>
  )
}
