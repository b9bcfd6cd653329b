import { useTranslation } from 'react-i18next'
import { serverNow } from '../../api/server-time.ts'
import type { EndingModel, ShownProvider } from '../../api/services.ts'
import { useFormats } from '../../words/formats.ts'
import classes from './providers-page.module.css'

type Model = ShownProvider['models'][number]

interface ModelListProps {
  models: readonly Model[]
  ending: readonly EndingModel[]
}

/** What a service offers: price, usual time, and how long it will be there. */
export function ModelList({ models, ending }: ModelListProps) {
  return (
    <ul className={classes.models}>
      {models.map((model) => (
        <ModelLine
          key={model.id}
          model={model}
          // A service may name an earlier day than the catalogue.
          lastDay={ending.find((one) => one.model === model.id)?.shutdown_on ?? model.shutdown_on}
        />
      ))}
    </ul>
  )
}

function ModelLine({ model, lastDay }: { model: Model; lastDay: string | null }) {
  const { t } = useTranslation()
  const { price, number, day } = useFormats()
  const { id, label, typical_seconds: usual, price_usd: usd, price_per: per, replaced_by: next } = model
  const isOver = lastDay !== null && Date.parse(lastDay) < serverNow() - 86_400_000
  const unit = `providers.per.${per}` as 'providers.per.image'
  return (
    <li>
      <span className={classes.model}>
        {label}
        <code>{id}</code>
      </span>
      <span className={classes.price}>
        {usd === null ? t('providers.per.tariff') : t(unit, { price: price(usd) })}
        <span>{t('providers.usual', { p50: number(usual.p50), p95: number(usual.p95) })}</span>
      </span>
      {lastDay !== null && (
        <span className={classes.ending} data-over={isOver || undefined}>
          {t(isOver ? 'providers.over' : 'providers.until', { day: `${day(lastDay)} ${lastDay.slice(0, 4)}` })}
          {next !== null && ` ${t('providers.successor', { model: next })}`}
        </span>
      )}
    </li>
  )
}
