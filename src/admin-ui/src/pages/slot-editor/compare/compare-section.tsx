import { Button, Menu, Text } from '@mantine/core'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Configuration } from '../../../api/test-run.ts'
import { useFieldWords } from '../../../parts/field-words.ts'
import { Problem } from '../../../parts/problem.tsx'
import { Card } from '../card.tsx'
import { isSame } from '../draft/differences.ts'
import { mergeSettings } from '../draft/merge-settings.ts'
import { useEditor } from '../editor-context.ts'
import { rolesOf } from '../effect/template-roles.ts'
import { notifyUndo } from '../notify-undo.tsx'
import { OwnPhotoButton } from '../test/own-photo-button.tsx'
import { useTestPhoto } from '../test/use-test-photo.ts'
import { useTestShots } from '../test/use-test-shot.ts'
import classes from './compare.module.css'
import { ComparedPicture } from './compared-picture.tsx'
import { eachAlone, mostVariants, variablesOf, varied } from './variants.ts'

/** One photo through several settings, side by side. */
export function CompareSection({ onTaken }: { onTaken(): void }) {
  const { t } = useTranslation()
  const { slot, settings, saved, change, mayTest, mayChange } = useEditor()
  const photo = useTestPhoto()
  const [variants, setVariants] = useState<Configuration[]>([])
  const shots = useTestShots(slot.id, () => {})
  // What was tried is what is shown, whatever is put together meanwhile.
  const isShown = shots.shot !== null && isSame(shots.shot.configurations, variants)
  const add = (more: Configuration[]) => setVariants([...variants, ...more].slice(0, mostVariants))

  function take({ name, settings: taken }: Configuration): void {
    const before = settings
    change(() => taken)
    onTaken()
    void notifyUndo({
      message: t('slotEditor.compare.taken', { name }),
      undo: t('slotEditor.undo'),
      // What was changed since stays changed.
      onUndo: () => change((latest) => mergeSettings(taken, latest, before)),
    })
  }

  if (!mayTest) return <Text c="dimmed">{t('slotEditor.test.operatorsOnly')}</Text>
  return (
    <Card title={t('slotEditor.compare.title')} help={t('slotEditor.compare.help')}>
      <div className={classes.head}>
        <AddMenu
          isFull={variants.length >= mostVariants}
          count={variants.length}
          onAdd={add}
          hasChanges={!isSame(settings, saved)}
        />
        <Button disabled={variants.length === 0} loading={shots.isRunning} onClick={() => shots.start(variants)}>
          {t('slotEditor.compare.run', { count: variants.length })}
        </Button>
        <OwnPhotoButton photo={photo} />
        {variants.length >= mostVariants && (
          <Text size="sm" c="dimmed">
            {t('slotEditor.compare.full')}
          </Text>
        )}
      </div>
      {shots.error && !shots.isRunning && <Problem error={shots.error} />}
      {variants.length === 0 ? (
        <Text c="dimmed">{t('slotEditor.compare.empty')}</Text>
      ) : (
        <ul className={classes.grid} aria-label={t('slotEditor.compare.grid')}>
          {variants.map((variant, at) => (
            <ComparedPicture
              // biome-ignore lint/suspicious/noArrayIndexKey: two may be the same
              key={at}
              variant={variant}
              photoUrl={photo.url}
              job={isShown ? (shots.jobs[at] ?? null) : null}
              isRunning={shots.isRunning}
              startedAt={shots.startedAt}
              onRemove={() => setVariants(variants.filter((_, other) => other !== at))}
              {...(mayChange && { onTake: () => take(variant) })}
            />
          ))}
        </ul>
      )}
    </Card>
  )
}

interface AddMenuProps {
  isFull: boolean
  count: number
  hasChanges: boolean
  onAdd(variants: Configuration[]): void
}

function AddMenu({ isFull, count, hasChanges, onAdd }: AddMenuProps) {
  const { t } = useTranslation()
  const { settings, saved, providers } = useEditor()
  const { labelOf, choiceOf } = useFieldWords()
  const current = (): Configuration => ({
    name: t('slotEditor.compare.snapshot', { number: count + 1 }),
    settings,
  })
  const alone = () =>
    eachAlone(
      settings,
      ({ provider, operation }, at) => `${at + 1} · ${choiceOf(provider)} · ${choiceOf(operation)}`,
      (only) => {
        const { useless } = rolesOf(only, providers)
        return Object.fromEntries(Object.entries(only.templates).filter(([role]) => !useless.includes(role)))
      },
    )
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button variant="default" leftSection={<Plus size={16} aria-hidden />} disabled={isFull}>
          {t('slotEditor.compare.add')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onAdd([current()])}>{t('slotEditor.compare.current')}</Menu.Item>
        {hasChanges && (
          <Menu.Item onClick={() => onAdd([{ name: t('slotEditor.compare.savedOne'), settings: saved }])}>
            {t('slotEditor.compare.savedOne')}
          </Menu.Item>
        )}
        {settings.chain.length > 1 && (
          <Menu.Item onClick={() => onAdd(alone())}>{t('slotEditor.compare.eachChoice')}</Menu.Item>
        )}
        {variablesOf(settings, providers).map((variable) => {
          const field = labelOf(variable.name, variable.schema)
          const nameOf = (value: string | number) => `${field}: ${choiceOf(String(value))}`
          return (
            <Menu.Item key={variable.name} onClick={() => onAdd(varied(settings, variable, providers, nameOf))}>
              {t('slotEditor.compare.vary', { field })}
            </Menu.Item>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}
