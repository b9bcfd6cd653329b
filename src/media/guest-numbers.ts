/** The days, hours, minutes or seconds that are certainly left. */
export function timeLeft(locale: string, seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  const [count, unit] =
    minutes >= 48 * 60
      ? [Math.floor(minutes / 1440), 'day']
      : minutes >= 120
        ? [Math.floor(minutes / 60), 'hour']
        : minutes >= 2
          ? [minutes, 'minute']
          : [Math.max(1, Math.ceil(seconds)), 'second']
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count)
}

/** Studio and guests share a place, so the machine's time zone is theirs; its name is written beside it. */
export function dayAndTime(locale: string, moment: Date): string {
  const written = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(moment)
  return written.replace(/(?<=\d) (?=\S+$)/, '\u00a0') // the time and its zone stay on one line
}

export const megabytes = (locale: string, bytes: number) =>
  new Intl.NumberFormat(locale, { style: 'unit', unit: 'megabyte', maximumSignificantDigits: 2 }).format(
    Math.max(bytes / 1_000_000, 0.1),
  )
