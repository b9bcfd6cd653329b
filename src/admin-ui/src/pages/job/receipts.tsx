import { useTranslation } from 'react-i18next'
import type { WholeJob } from '../../api/jobs.ts'
import { useKnownWords } from '../../parts/known-words.ts'
import { Section } from '../../parts/section.tsx'
import { useFormats } from '../../words/formats.ts'
import { Facts } from './facts.tsx'

/** What was deleted, and when: nothing is left but its fingerprint. */
export function Receipts({ receipts }: { receipts: WholeJob['deletion_receipts'] }) {
  const { t } = useTranslation()
  const { bytes, moment } = useFormats()
  const sayWhat = useKnownWords('jobs.deleted')
  if (receipts.length === 0) return null
  return (
    <Section isFrameless title={t('jobs.receipts')}>
      {receipts.map((receipt) => (
        <Facts
          key={`${receipt.what} ${receipt.sha256} ${receipt.deleted_at}`}
          facts={[
            [sayWhat(receipt.what), receipt.deleted_at && moment(receipt.deleted_at)],
            [t('jobs.size'), bytes(receipt.bytes)],
            ['SHA-256', <code key="sha256">{receipt.sha256}</code>],
          ]}
        />
      ))}
    </Section>
  )
}
