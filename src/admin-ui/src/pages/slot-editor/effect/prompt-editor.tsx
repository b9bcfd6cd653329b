import { Button, Textarea } from '@mantine/core'
import { History } from 'lucide-react'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { lazyPart } from '../../../beyond-first.ts'
import { useFieldWords } from '../../../parts/field-words.ts'
import { useSetting } from '../editor-context.ts'
import type { JsonSchema } from '../form/json-schema.ts'
import { notifyUndo } from '../notify-undo.tsx'
import classes from './prompt.module.css'

const PromptHistory = lazyPart(() => import('./prompt-history.tsx'), 'PromptHistory')

/** The words that make the picture, in a field as large as they deserve. */
export function PromptEditor({ path, schema }: { path: string; schema: JsonSchema }) {
  const { t } = useTranslation()
  const { helpOf } = useFieldWords()
  const { value = '', set, error, disabled } = useSetting<string | undefined>(path)
  const [isLooking, setLooking] = useState(false)
  const { maxLength: most } = schema
  // As the gateway counts: in the units of JavaScript's texts.
  const count = value.length

  function take(earlier: string): void {
    set(earlier)
    setLooking(false)
    void notifyUndo({ message: t('slotEditor.prompt.taken'), undo: t('slotEditor.undo'), onUndo: () => set(value) })
  }

  return (
    <div>
      <Textarea
        label={t('slotEditor.prompt.title')}
        description={helpOf('prompt', schema)}
        autosize
        minRows={6}
        maxRows={24}
        value={value}
        error={error}
        disabled={disabled}
        spellCheck
        onChange={({ currentTarget }) => set(currentTarget.value)}
      />
      <div className={classes.below}>
        <span className={classes.count} data-over={(most !== undefined && count > most) || undefined}>
          {most === undefined
            ? t('slotEditor.prompt.characters', { count })
            : t('slotEditor.prompt.charactersOf', { count, most })}
        </span>
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<History size={15} aria-hidden />}
          onClick={() => setLooking(true)}
        >
          {t('slotEditor.prompt.history')}
        </Button>
      </div>
      <Suspense>
        {isLooking && <PromptHistory current={value} onTake={take} onClose={() => setLooking(false)} />}
      </Suspense>
    </div>
  )
}
