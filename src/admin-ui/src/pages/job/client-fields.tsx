import { useTranslation } from 'react-i18next'
import type { WholeJob } from '../../api/jobs.ts'
import { Section } from '../../parts/section.tsx'
import { Facts } from './facts.tsx'

/** What the booth has told about itself and the guest, as it came. */
export function ClientFields({ job: { client } }: { job: WholeJob }) {
  const { t } = useTranslation()
  const facts = [
    [t('jobs.address'), client.address],
    ...Object.entries(client.fields),
    [t('jobs.hash'), client.hash && `${client.hash} (${client.hash_match ?? '?'})`],
  ] as const
  return (
    <Section isFrameless title={t('jobs.client')}>
      <Facts facts={facts} />
    </Section>
  )
}
