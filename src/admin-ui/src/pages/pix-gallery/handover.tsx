import { Button, NativeSelect, Skeleton, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { mayActAs, meQuery } from '../../api/me.ts'
import { exportFile, exportsQuery, handOver, isUnderWay, type PixExport } from '../../api/pix-gallery.ts'
import { type Target, targetsQuery } from '../../api/pix-targets.ts'
import { notify } from '../../parts/notify.ts'
import { Problem } from '../../parts/problem.tsx'
import { Said } from '../../parts/said.tsx'
import { Section } from '../../parts/section.tsx'
import { useFormats } from '../../words/formats.ts'
import classes from './gallery-page.module.css'

interface Wish {
  target: string | null
  again: boolean
}

/** Handing a released gallery to a program, or as an archive to whoever downloads it. */
export function Handover({ jobId, isReleased }: { jobId: string; isReleased: boolean }) {
  const { t } = useTranslation()
  const { data: me } = useSuspenseQuery(meQuery)
  const queryClient = useQueryClient()
  const { data: exports, error } = useQuery(exportsQuery(jobId))
  const { data: targets = [] } = useQuery(targetsQuery)
  const [chosen, setChosen] = useState('')
  const ask = useMutation({
    mutationFn: ({ target, again }: Wish) => handOver(jobId, target, again),
    async onSuccess(made) {
      await queryClient.invalidateQueries({ queryKey: ['pix', 'exports', jobId] })
      if (made.status === 'done') void notify({ message: t('pixGallery.sameHandedOver') })
    },
  })
  const mayAsk = mayActAs(me.role, 'operator') && isReleased
  const nameOf = (target: Target) => target.label || t(`pixTargets.kinds.${target.kind}`)
  return (
    <Section title={t('pixGallery.handOver')}>
      {!isReleased && <Text c="dimmed">{t('pixGallery.handOverLater')}</Text>}
      {mayAsk && (
        <div className={classes.actions}>
          <NativeSelect
            label={t('pixGallery.target')}
            value={chosen}
            data={[
              { value: '', label: t('pixGallery.archive') },
              ...targets.map((target) => ({ value: target.id, label: nameOf(target) })),
            ]}
            onChange={({ currentTarget }) => setChosen(currentTarget.value)}
          />
          <Button loading={ask.isPending} onClick={() => ask.mutate({ target: chosen || null, again: false })}>
            {t('pixGallery.handOverNow')}
          </Button>
        </div>
      )}
      <Problem error={ask.error ?? error} />
      {exports === undefined && !error && <Skeleton height={40} aria-busy />}
      {exports && exports.length > 0 && (
        <ul className={classes.rows} aria-label={t('pixGallery.exports')}>
          {exports.map((made) => (
            <li key={made.id}>
              <ExportLine
                made={made}
                target={targets.find(({ id }) => id === made.target_id)}
                mayAsk={mayAsk}
                onAgain={() => ask.mutate({ target: made.target_id, again: true })}
              />
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

interface ExportLineProps {
  made: PixExport
  /** Undefined: an archive, or it is no longer there. */
  target: Target | undefined
  mayAsk: boolean
  onAgain(): void
}

function ExportLine({ made, target, mayAsk, onAgain }: ExportLineProps) {
  const { t, i18n } = useTranslation()
  const { moment, bytes } = useFormats()
  const { data: me } = useSuspenseQuery(meQuery)
  const { format, status, missing_fields: missing, error, remark, pieces } = made
  const nameOfField = (field: string) => {
    const key = `pixGallery.fields.${field.replaceAll('.', '_')}`
    return i18n.exists(key) ? t(key as 'shell.close') : field
  }
  const kind = format === 'zip' ? t('pixGallery.archive') : t(`pixTargets.kinds.${format}`)
  const facts = [
    moment(made.created_at),
    made.requested_by,
    pieces > 0 && t('pixGallery.pieces', { count: pieces }),
  ].filter((fact) => fact !== false)
  const canBeAsked = mayAsk && !isUnderWay(made) && (made.target_id === null || target !== undefined)
  return (
    <>
      <div className={classes.rowHead}>
        <span>{target?.label || kind}</span>
        <span className={classes.sign} data-state={status}>
          {t(`pixGallery.exportStates.${status}`)}
        </span>
      </div>
      <Text size="sm" c="dimmed">
        {facts.join(' · ')}
      </Text>
      {missing.length > 0 && (
        <>
          <Text size="sm" mt={4}>
            {t('pixGallery.missing')}
          </Text>
          <ul>
            {missing.map((field) => (
              <li key={field}>{nameOfField(field)}</li>
            ))}
          </ul>
        </>
      )}
      {missing.length === 0 && error !== null && status !== 'done' && (
        <Text size="sm" mt={4}>
          <Said remark={remark ?? { code: null, params: {}, text: error }} />
        </Text>
      )}
      {made.bytes !== null && mayActAs(me.role, 'operator') && (
        <a className={classes.file} href={exportFile(made.job_id, made.id)} download>
          {t('pixGallery.downloadExport', { size: bytes(made.bytes) })}
        </a>
      )}
      {canBeAsked && status === 'failed' && (
        <Button size="compact-md" variant="default" mt="xs" onClick={onAgain}>
          {t('pixGallery.retryExport')}
        </Button>
      )}
    </>
  )
}
