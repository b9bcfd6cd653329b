import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { readinessQuery } from '../../api/health.ts'
import { mayActAs, meQuery } from '../../api/me.ts'
import type { SlotOverview, Warning } from '../../api/overview.ts'
import { Caution } from '../../parts/caution.tsx'
import { ResumeButton } from './resume-button.tsx'
import { ServicesLink } from './services-link.tsx'
import classes from './warning-banners.module.css'
import { useWarningWords } from './warning-words.ts'

const brokenParts = ['database', 'storage', 'queue'] as const
const graveKinds: ReadonlySet<Warning['kind']> = new Set(['queue_paused', 'storage_low', 'provider_down'])

interface WarningBannersProps {
  warnings: readonly Warning[]
  slots: readonly Pick<SlotOverview, 'id' | 'name'>[]
}

/** Nothing, as long as nothing is wrong; the most urgent first, as the gateway says. */
export function WarningBanners({ warnings, slots }: WarningBannersProps) {
  const { t } = useTranslation()
  const say = useWarningWords(slots)
  const broken = useBrokenParts()
  if (warnings.length === 0 && broken.length === 0) return null
  return (
    <section aria-label={t('dashboard.warnings.region')}>
      <ul className={classes.list}>
        {broken.map((part) => (
          <li key={part}>
            <Caution isGrave>{t(`dashboard.warnings.${part}`)}</Caution>
          </li>
        ))}
        {warnings.map((warning) => (
          <li key={keyOf(warning)}>
            <Caution isGrave={graveKinds.has(warning.kind)}>
              <div className={classes.row}>
                <span>{say(warning)}</span>
                <Remedy warning={warning} />
              </div>
            </Caution>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What can be done about it from here. */
function Remedy({ warning: { kind } }: { warning: Warning }) {
  const { data: me } = useSuspenseQuery(meQuery)
  if (kind === 'queue_paused') return mayActAs(me.role, 'admin') ? <ResumeButton /> : null
  if (kind === 'provider_down' || kind === 'provider_without_key') return <ServicesLink />
  return null
}

/** What a load balancer is told as well: without these the gateway cannot even say what is wrong with slots. */
function useBrokenParts() {
  const { data: readiness } = useQuery(readinessQuery)
  if (!readiness || readiness.status === 'ready') return []
  if (readiness.status === 'stopping') return ['stopping' as const]
  return brokenParts.filter((part) => readiness.parts[part] === 'failing')
}

const keyOf = (warning: Warning) =>
  [warning.kind, 'provider' in warning && warning.provider, 'model' in warning && warning.model]
    .concat('scope' in warning ? [warning.scope, warning.period] : [])
    .join(' ')
