import { Button } from '@mantine/core'
import { Undo2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useFailureWords } from '../../parts/failure-words.ts'
import { Note } from './note.tsx'
import type { EffectSwitch } from './use-effect-switch.ts'

/** What a tap on an effect has done, and the way back. */
export function EffectNote({ effects }: { effects: EffectSwitch }) {
  const { t } = useTranslation()
  const describe = useFailureWords()
  const { done, failure, isChanging, undo, forget, forgetFailure } = effects
  if (failure) return <Note isGrave text={describe(failure)} onClose={forgetFailure} />
  if (done === null) return null
  return (
    <Note
      text={t('operate.switched', { effect: done.name })}
      more={t('operate.switchedMore')}
      action={
        <Button
          size="md"
          color="gray.2"
          c="#1c1c1b"
          leftSection={<Undo2 size={18} aria-hidden />}
          loading={isChanging}
          onClick={undo}
        >
          {t('operate.undo')}
        </Button>
      }
      onClose={forget}
    />
  )
}
