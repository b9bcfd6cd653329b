import { Button, NativeSelect, Progress } from '@mantine/core'
import { Dropzone } from '@mantine/dropzone'
import { ImageUp } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PixShoot } from '../../../api/pix-jobs.ts'
import { useFailureWords } from '../../../parts/failure-words.ts'
import { useFormats } from '../../../words/formats.ts'
import { Disclosure } from '../disclosure.tsx'
import classes from './upload-images.module.css'
import type { Upload, Uploads } from './use-uploads.ts'

const mostBytes = 100_000_000

interface UploadImagesProps {
  shoots: readonly PixShoot[]
  uploads: Uploads
}

/** The door for final images, for people: dropped or chosen, each with what became of it. */
export function UploadImages({ shoots, uploads }: UploadImagesProps) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState<string | null>(null)
  const shootId = chosen ?? shoots[0]?.id ?? ''
  return (
    <section aria-label={t('pixJob.upload.title')} className={classes.place}>
      <Dropzone
        className={classes.drop ?? ''}
        accept={['image/jpeg']}
        maxSize={mostBytes}
        disabled={shootId === ''}
        onDrop={(files) => uploads.send(files, shootId)}
        onReject={(refused) =>
          uploads.refuse(
            refused.map(({ file }) => file),
            shootId,
          )
        }
        inputProps={{ 'aria-label': t('pixJob.upload.drop') }}
      >
        <span className={classes.words}>
          <ImageUp size={24} strokeWidth={1.5} aria-hidden />
          <span>
            <strong>{t('pixJob.upload.drop')}</strong>
            <span className={classes.help}>{t('pixJob.upload.help')}</span>
          </span>
        </span>
      </Dropzone>
      <Disclosure />
      {shoots.length > 1 && (
        <NativeSelect
          label={t('pixJob.upload.shoot')}
          maw={260}
          value={shootId}
          onChange={({ currentTarget }) => setChosen(currentTarget.value)}
          data={shoots.map(({ id, shoot_code: code }) => ({ value: id, label: code ?? id }))}
        />
      )}
      {uploads.uploads.length > 0 && (
        <>
          <ul className={classes.list} aria-label={t('pixJob.upload.list')}>
            {uploads.uploads.map((upload) => (
              <UploadItem key={upload.id} upload={upload} onAgain={() => uploads.again(upload)} />
            ))}
          </ul>
          {!uploads.isSending && (
            <Button variant="subtle" size="compact-sm" onClick={uploads.forget}>
              {t('pixJob.upload.clear')}
            </Button>
          )}
        </>
      )}
    </section>
  )
}

function UploadItem({ upload, onAgain }: { upload: Upload; onAgain(): void }) {
  const { t } = useTranslation()
  const { bytes } = useFormats()
  const describe = useFailureWords()
  const { file, state, error } = upload
  const why = error === null ? t('pixJob.upload.wrongKind') : describe(error)
  return (
    <li className={classes.upload} data-state={state}>
      <span className={classes.name}>{file.name}</span>
      <span className={classes.size}>{bytes(file.size)}</span>
      <Outcome upload={upload} />
      {state === 'rejected' && (
        <div className={classes.why}>
          <span role="alert">{why}</span>
          {error !== null && (
            <Button
              variant="subtle"
              size="compact-sm"
              aria-label={t('pixJob.actionOn', { action: t('pixJob.upload.again'), name: file.name })}
              onClick={onAgain}
            >
              {t('pixJob.upload.again')}
            </Button>
          )}
        </div>
      )}
    </li>
  )
}

function Outcome({ upload: { file, state, share, revision } }: { upload: Upload }) {
  const { t } = useTranslation()
  const formats = useFormats()
  if (state === 'sending') {
    const says = share < 1 ? t('pixJob.upload.sent', { share: formats.share(share) }) : t('pixJob.upload.checked')
    return (
      <span className={classes.sending}>
        {says}
        <Progress value={share * 100} size="sm" aria-label={file.name} />
      </span>
    )
  }
  const isReplaced = state === 'accepted' && revision !== null && revision > 1
  return (
    <span className={classes.outcome}>
      {isReplaced
        ? t('pixJob.upload.replaced', { revision })
        : t(`pixJob.upload.${state === 'waiting' ? 'waits' : state}`)}
    </span>
  )
}
