import { Button } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import { useNamedProblems } from '../../parts/problem-words.ts'
import { useAgo } from '../../parts/use-ago.ts'
import { useFormats } from '../../words/formats.ts'
import type { SlotDraft } from './draft/use-slot-draft.ts'
import { useEditor } from './editor-context.ts'
import classes from './save-bar.module.css'
import { useDiscard } from './use-discard.ts'
import type { Save } from './use-save.ts'

interface SaveBarProps {
  draft: SlotDraft
  save: Save
  onTest(): void
  isTesting: boolean
}

/** Always at the lower edge and always as high, whatever it says. */
export function SaveBar({ draft, save, onTest, isTesting }: SaveBarProps) {
  const { t } = useTranslation()
  const { mayChange, mayTest, problems } = useEditor()
  const discard = useDiscard(draft)
  const isDirty = draft.draft !== null
  const maySave = mayChange && isDirty && !draft.isBehind && !save.isPending
  const submit = () => maySave && save.mutate({ revision: draft.revision, settings: draft.settings })
  useHotkeys([['mod+S', submit]], [])

  return (
    <div className={classes.bar}>
      <div className={classes.says} role="status">
        {Object.keys(problems).length > 0 ? <ProblemLine /> : <StateLine draft={draft} save={save} />}
      </div>
      <div className={classes.buttons}>
        {mayTest && (
          <Button variant="default" onClick={onTest} loading={isTesting} className={classes.test ?? ''}>
            {t('slotEditor.test.run')}
          </Button>
        )}
        {mayChange && (
          <>
            <Button variant="subtle" onClick={discard} disabled={!isDirty || save.isPending}>
              {t('slotEditor.discard')}
            </Button>
            <Button onClick={submit} disabled={!maySave && !save.isPending} loading={save.isPending}>
              {t('slotEditor.save')}
            </Button>
          </>
        )}
      </div>
    </div>
  )
}

function StateLine({ draft, save }: Pick<SaveBarProps, 'draft' | 'save'>) {
  const { t } = useTranslation()
  const ago = useAgo()
  const { time } = useFormats()
  const { slot, mayChange } = useEditor()
  if (save.isPending) return t('slotEditor.saving')
  if (draft.isBehind)
    return (
      <span className={classes.problem}>
        {t('slotEditor.behind', { who: slot.saved_by, revision: slot.revision, time: time(slot.saved_at) })}
      </span>
    )
  if (draft.draft !== null) return t('slotEditor.unsaved', { count: draft.changes.length })
  if (!mayChange) return t('slotEditor.readOnly')
  // That time goes by is no news to be read out.
  return (
    <span aria-live="off">
      {t('slotEditor.savedAs', { revision: slot.revision, who: slot.saved_by, when: ago(slot.saved_at) })}
    </span>
  )
}

/** The first problem by name; all of them stand at their fields. */
function ProblemLine() {
  const { t } = useTranslation()
  const { problems } = useEditor()
  const says = useNamedProblems()(problems)
  return (
    <span className={classes.problem} title={says.join('\n')}>
      {t('slotEditor.notSaved')} — {says[0]}
    </span>
  )
}
