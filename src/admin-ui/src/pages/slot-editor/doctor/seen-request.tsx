import { CircleAlert, CircleCheck } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { DoctorRequest } from '../../../api/slot.ts'
import { useKnownWords } from '../../../parts/known-words.ts'
import { Said } from '../../../parts/said.tsx'
import { useAgo } from '../../../parts/use-ago.ts'
import { useFormats } from '../../../words/formats.ts'
import classes from './doctor.module.css'

/** One request: what is wrong with it, and on demand how it came. */
export function SeenRequest({ request }: { request: DoctorRequest }) {
  const { t } = useTranslation()
  const ago = useAgo()
  const { moment, seconds } = useFormats()
  const { findings, at, status, milliseconds } = request
  const isFine = findings.length === 0 && status !== null && status < 400
  const Icon = isFine ? CircleCheck : CircleAlert
  return (
    <li className={classes.request} data-fine={isFine || undefined}>
      <Icon
        className={classes.icon}
        size={21}
        aria-label={t(isFine ? 'slotEditor.doctor.fine' : 'slotEditor.doctor.wrong')}
      />
      <div className={classes.body}>
        <div className={classes.line}>
          <span title={moment(at)}>{ago(at)}</span>
          <span>{status ?? t('slotEditor.doctor.noAnswer')}</span>
          <span>{seconds(milliseconds)}</span>
          <span>{request.client_address}</span>
        </div>
        <Findings request={request} />
        <details className={classes.details}>
          <summary>{t('slotEditor.doctor.details')}</summary>
          <RequestDetails request={request} />
        </details>
      </div>
    </li>
  )
}

function Findings({ request }: { request: DoctorRequest }) {
  const { t } = useTranslation()
  const sayReason = useKnownWords('remarks.reason')
  const { findings, remarks, failure_reason: reason } = request
  if (findings.length === 0) {
    const says =
      reason === null ? t('slotEditor.doctor.fine') : t('slotEditor.doctor.pictureWrong', { reason: sayReason(reason) })
    return <p className={classes.verdict}>{says}</p>
  }
  return findings.map((text, at) => (
    <p key={text} className={classes.verdict}>
      <Said remark={remarks[at] ?? { code: null, params: {}, text }} />
    </p>
  ))
}

function RequestDetails({ request }: { request: DoctorRequest }) {
  const { t } = useTranslation()
  const { number } = useFormats()
  const size = (bytes: number) => t('slotEditor.doctor.bytes', { bytes: number(bytes) })
  const { method, path, http_version: version, headers, parts, body_bytes: bytes } = request
  return (
    <div className={classes.whole}>
      <code>
        {method} {path} HTTP/{version}
      </code>
      <div>
        {t('slotEditor.doctor.size')}: {bytes === null ? t('slotEditor.doctor.bodyUnread') : size(bytes)}
      </div>
      <strong>{t('slotEditor.doctor.parts')}</strong>
      {parts.length === 0 && <span>{t('slotEditor.doctor.noParts')}</span>}
      {parts.map((part, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they never change
        <code key={at}>
          {part.name ?? '?'}
          {part.file_name !== null && ` · ${t('slotEditor.doctor.file', { name: part.file_name })}`} ·{' '}
          {size(part.bytes)}
          {part.value !== null && ` · ${part.value}`}
        </code>
      ))}
      <strong>{t('slotEditor.doctor.headers')}</strong>
      {headers.map(({ name, value }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they never change
        <code key={at}>
          {name}: {value}
        </code>
      ))}
    </div>
  )
}
