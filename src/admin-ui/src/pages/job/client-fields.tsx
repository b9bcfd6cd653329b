import { useTranslation } from 'react-i18next'
import type { WholeJob } from '../../api/jobs.ts'
import { Facts, Section } from './section.tsx'

/** What the booth has told about itself and the guest, as it came. */
export function ClientFields({ job: { client } }: { job: WholeJob }) {
  const { t } = useTranslation()
  const facts = [
    [t('jobs.address'), client.address],
    ...Object.entries(client.fields),
    [t('jobs.hash'), client.hash && `${client.hash} (${client.hash_match ?? '?'})`],
  ] as const
  return (
    <Section title={t('jobs.client')}>
      <Facts facts={facts} />
    </Section>
  )
}
