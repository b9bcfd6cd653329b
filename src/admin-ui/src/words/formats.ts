import { useTranslation } from 'react-i18next'
import { serverNow } from '../api/server-time.ts'

const steps: [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
]

const sizes: [unit: string, bytes: number][] = [
  ['gigabyte', 1e9],
  ['megabyte', 1e6],
  ['kilobyte', 1e3],
]

/** What is no moment at all is not said; a page must not break of it. */
function said(format: Intl.DateTimeFormat, iso: string | number): string {
  const at = new Date(iso)
  return Number.isNaN(at.getTime()) ? '' : format.format(at)
}

/** Numbers and moments as the reader's language writes them. */
function createFormats(language: string) {
  const number = new Intl.NumberFormat(language)
  const share = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 })
  const usd = new Intl.NumberFormat(language, { style: 'currency', currency: 'USD' })
  const price = new Intl.NumberFormat(language, { style: 'currency', currency: 'USD', maximumFractionDigits: 4 })
  const time = new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit' })
  const moment = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' })
  const list = new Intl.ListFormat(language, { type: 'conjunction', style: 'narrow' })
  const day = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', timeZone: 'UTC' })
  const measures = new Map<string, Intl.NumberFormat>()
  function measure(value: number, unit: string, digits = 0): string {
    const key = `${unit} ${digits}`
    const known =
      measures.get(key) ?? new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits: digits })
    measures.set(key, known)
    return known.format(value)
  }
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
    time: (iso: string | number) => said(time, iso),
    moment: (iso: string | number) => said(moment, iso),
    span: (from: string, until: string) => (from && until ? moment.formatRange(new Date(from), new Date(until)) : ''),
    list: (names: readonly string[]) => list.format(names),
    seconds: (milliseconds: number) => seconds.format(milliseconds / 1000),
    /** As in "4 hours"; long ones not to the minute. */
    minutes: (count: number) =>
      count % 60 === 0 || count > 90 ? lengthIn('hour').format(count / 60) : lengthIn('minute').format(count),
    /** Of a day as in 2026-11-21. */
    day: (iso: string) => day.format(new Date(iso)),
    /** Of one picture: parts of a cent count. */
    price: (value: number) => price.format(value),
    bytes(value: number): string {
      const [unit, size] = sizes.find(([, least]) => value >= least) ?? ['byte', 1]
      return measure(value / size, unit, size > 1000 ? 1 : 0)
    },
    /** Of milliseconds, in the unit in which people say it. */
    duration(milliseconds: number): string {
      if (milliseconds < 1000) return measure(milliseconds, 'millisecond')
      if (milliseconds < 100_000) return measure(milliseconds / 1000, 'second', 1)
      return measure(milliseconds / 60_000, 'minute')
    },
    /** As in "3 min. ago", by the gateway's clock. What stays on the screen takes it from `useAgo`. */
    ago(iso: string): string {
      const away = (new Date(iso).getTime() - serverNow()) / 1000
      const [unit, length] = steps.find(([, least]) => Math.abs(away) >= least) ?? ['second', 1]
      return relative.format(Math.trunc(away / length), unit)
    },
  }
}

/** Each costs more than a row that uses it. */
const made = new Map<string, ReturnType<typeof createFormats>>()

export function useFormats() {
  const { i18n } = useTranslation()
  const formats = made.get(i18n.language) ?? createFormats(i18n.language)
  made.set(i18n.language, formats)
  return formats
}
