import { Button } from '@mantine/core'
import { Lock } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Caption } from '../../../api/pix-texts.ts'
import { Caution } from '../../../parts/caution.tsx'
import { Problem } from '../../../parts/problem.tsx'
import classes from './texts.module.css'
import type { OpenText, Words } from './use-written-text.ts'

interface TextStateProps<Field extends string> {
  text: OpenText<Field>
  /** Undefined: nobody has written it yet. */
  saved: Pick<Caption, 'source' | 'locked_by_human'> | undefined
}

/** Who wrote it, and whether what stands there is saved. */
export function TextState<Field extends string>({ text, saved }: TextStateProps<Field>) {
  const { t } = useTranslation()
  const state = text.isSaving ? 'saving' : text.isDirty ? 'unsaved' : text.isSaved ? 'saved' : undefined
  return (
    <span className={classes.state}>
      <span data-human={saved?.locked_by_human || undefined} className={classes.source}>
        {saved?.locked_by_human && <Lock size={13} aria-hidden />}
        {saved ? t(`pixJob.write.sources.${saved.source}`) : t('pixJob.write.nobody')}
      </span>
      <span role="status" data-state={state} className={classes.now}>
        {state && t(`pixJob.write.${state}`)}
      </span>
    </span>
  )
}

interface TextTroubleProps<Field extends string> {
  text: OpenText<Field>
  theirs: Words<Field>
  labels: Record<Field, string>
}

/** What keeps it from being saved: somebody else's words, shown beside one's own, or a failure. */
export function TextTrouble<Field extends string>({ text, theirs, labels }: TextTroubleProps<Field>) {
  const { t } = useTranslation()
  const fields = Object.entries<string>(labels) as [Field, string][]
  return (
    <>
      <Problem error={text.error} />
      {text.hasConflict && (
        <div role="alert">
          <Caution>
            <p className={classes.says}>{t('pixJob.write.conflict')}</p>
            <dl className={classes.theirs}>
              {fields.map(([field, label]) => (
                <div key={field}>
                  <dt>{label}</dt>
                  <dd>{theirs[field] || t('pixJob.write.empty')}</dd>
                </div>
              ))}
            </dl>
            <div className={classes.choices}>
              <Button size="compact-sm" onClick={text.keepMine}>
                {t('pixJob.write.keepMine')}
              </Button>
              <Button size="compact-sm" variant="default" onClick={text.discard}>
                {t('pixJob.write.takeTheirs')}
              </Button>
            </div>
          </Caution>
        </div>
      )}
    </>
  )
}
