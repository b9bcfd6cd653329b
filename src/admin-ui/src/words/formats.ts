import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

const steps: [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
]

/** Numbers and moments as the reader's language writes them. */
function createFormats(language: string) {
  const number = new Intl.NumberFormat(language)
  const share = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 })
  const usd = new Intl.NumberFormat(language, { style: 'currency', currency: 'USD' })
  const time = new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit' })
  const moment = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' })
  const list = new Intl.ListFormat(language, { type: 'conjunction', style: 'narrow' })
  const seconds = new Intl.NumberFormat(language, { style: 'unit', unit: 'second', maximumFractionDigits: 1 })

  const lengthIn = (unit: 'minute' | 'hour') =>
    new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 1 })

  return {
    number: (value: number) => number.format(value),
    /** Of 0 to 1. Never "100 %" for what is only nearly all. */
    share: (value: number) => share.format(value < 1 ? Math.min(value, 0.99) : value),
    /** May be above 1. */
    percent: (value: number) => share.format(value),
    usd: (value: number) => usd.format(value),
    time: (iso: string | number) => time.format(new Date(iso)),
    moment: (iso: string | number) => moment.format(new Date(iso)),
    list: (names: readonly string[]) => list.format(names),
    seconds: (milliseconds: number) => seconds.format(milliseconds / 1000),
    /** As in "4 hours"; long ones not to the minute. */
    minutes: (count: number) =>
      count % 60 === 0 || count > 90 ? lengthIn('hour').format(count / 60) : lengthIn('minute').format(count),
    /** As in "3 min. ago". */
    ago(iso: string, now = Date.now()): string {
      const away = (new Date(iso).getTime() - now) / 1000
      const [unit, length] = steps.find(([, least]) => Math.abs(away) >= least) ?? ['second', 1]
      return relative.format(Math.trunc(away / length), unit)
    },
  }
}

export function useFormats() {
  const { i18n } = useTranslation()
  return useMemo(() => createFormats(i18n.language), [i18n.language])
}
