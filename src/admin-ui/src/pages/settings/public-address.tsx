import { Button, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type CheckedAddress, checkAddress, type Settings } from '../../api/settings.ts'
import { Caution } from '../../parts/caution.tsx'
import { Problem } from '../../parts/problem.tsx'
import { Section } from '../../parts/section.tsx'
import { useFormats } from '../../words/formats.ts'
import classes from './public-address.module.css'

interface PublicAddressProps {
  settings: Settings
  value: string
  error: string | undefined
  onChange(value: string): void
}

/** Where guests' links lead, and whether they lead here. */
export function PublicAddress({ settings, value, error, onChange }: PublicAddressProps) {
  const { t } = useTranslation()
  const fallback =
    settings.public_base_url_source === 'environment' ? (settings.public_base_url ?? '') : location.origin
  const address = value || fallback
  const check = useMutation({ mutationFn: checkAddress })
  const isAboutThis = check.variables === address
  return (
    <Section title={t('settings.address.title')} text={t('settings.address.text')}>
      <div className={classes.line}>
        <TextInput
          label={t('settings.address.field')}
          type="url"
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          placeholder={fallback}
          value={value}
          onChange={({ currentTarget }) => onChange(currentTarget.value.trim())}
          error={error}
        />
        <Button variant="default" loading={check.isPending} onClick={() => check.mutate(address)}>
          {t('settings.address.check')}
        </Button>
      </div>
      <Text size="sm" mt="xs" className={classes.means}>
        {t('settings.address.means', { link: `${address.replace(/\/+$/, '')}/r/…` })}
      </Text>
      {value === '' && (
        <Text size="sm" c="dimmed">
          {t(
            settings.public_base_url_source === 'environment'
              ? 'settings.address.fromEnvironment'
              : 'settings.address.fromRequest',
          )}
        </Text>
      )}
      <div className={classes.outcome} aria-live="polite">
        {check.isError && isAboutThis && <Problem error={check.error} />}
        {check.data && isAboutThis && <Outcome address={address} checked={check.data} />}
      </div>
    </Section>
  )
}

function Outcome({ address, checked }: { address: string; checked: CheckedAddress }) {
  const { t } = useTranslation()
  const { seconds } = useFormats()
  const { outcome, http_status: status, milliseconds } = checked
  const said = t(`settings.address.outcomes.${outcome}`, { address, status, took: seconds(milliseconds) })
  if (outcome === 'reached') return <Text className={classes.good}>{said}</Text>
  return <Caution isGrave={outcome !== 'another_gateway'}>{said}</Caution>
}
