import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { resultOf } from '../../../api/jobs.ts'
import { Problem } from '../../../parts/problem.tsx'
import { isSame } from '../draft/differences.ts'
import { useEditor } from '../editor-context.ts'
import { OwnPhotoButton } from './own-photo-button.tsx'
import { TestFacts } from './test-facts.tsx'
import classes from './test-panel.module.css'
import { useTestPhoto } from './use-test-photo.ts'
import type { TestShot } from './use-test-shot.ts'

/** One photo through what is typed now: before, after, how long it took and what it cost. */
export function TestPanel({ shot, onRun }: { shot: TestShot; onRun(): void }) {
  const { t } = useTranslation()
  const { settings, mayTest } = useEditor()
  const photo = useTestPhoto()
  const [showsPhoto, setShowsPhoto] = useState(false)
  const { job, isRunning, error } = shot
  const isDone = job?.status === 'done'
  const isStale = shot.tried !== null && !isRunning && !isSame(shot.tried, settings)
  return (
    <section aria-label={t('slotEditor.test.title')}>
      <div className={classes.frame} aria-busy={isRunning || undefined}>
        <img
          className={classes.picture}
          src={isDone && !showsPhoto ? resultOf(job.job_id) : photo.url}
          alt={isDone && !showsPhoto ? t('slotEditor.test.result') : t('slotEditor.test.photo')}
          data-waiting={isRunning || undefined}
        />
        <span className={classes.tag}>
          {isDone && !showsPhoto ? t('slotEditor.test.result') : t('slotEditor.test.photo')}
        </span>
        {isDone && (
          <Button
            className={classes.flip ?? ''}
            size="compact-sm"
            radius="xl"
            color="dark"
            aria-pressed={showsPhoto}
            onClick={() => setShowsPhoto(!showsPhoto)}
          >
            {showsPhoto ? t('slotEditor.test.showResult') : t('slotEditor.test.showPhoto')}
          </Button>
        )}
      </div>
      <div className={classes.facts} role="status">
        <TestFacts job={job} isRunning={isRunning} startedAt={shot.startedAt} />
        {isStale && <span className={classes.stale}>{t('slotEditor.test.stale')}</span>}
        {!job && !isRunning && !error && t(mayTest ? 'slotEditor.test.none' : 'slotEditor.test.operatorsOnly')}
      </div>
      {error && !isRunning && <Problem error={error} mb="sm" />}
      {mayTest && (
        <div className={classes.buttons}>
          <Button onClick={onRun} loading={isRunning} variant="default">
            {t('slotEditor.test.run')}
          </Button>
          <OwnPhotoButton photo={photo} />
          {photo.file && (
            <Button variant="subtle" onClick={() => photo.choose(null)}>
              {t('slotEditor.test.sample')}
            </Button>
          )}
        </div>
      )}
    </section>
  )
}
