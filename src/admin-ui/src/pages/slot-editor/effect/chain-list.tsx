import {
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import { arrayMove, SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from '@dnd-kit/sortable'
import { Button } from '@mantine/core'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Card } from '../card.tsx'
import { type Link, linkFor } from '../choose-link.ts'
import { useEditor, useProblemsWithin, useSetting } from '../editor-context.ts'
import { notifyUndo } from '../notify-undo.tsx'
import classes from './chain.module.css'
import { ChainCard } from './chain-card.tsx'
import { useAnnouncements } from './use-announcements.ts'

const mostChoices = 4
let nextId = 0
const newId = () => `choice-${nextId++}`

/** Who tries first, who next; put into another order by pointer, finger or keyboard. */
export function ChainList() {
  const { t } = useTranslation()
  const { providers, mayChange, problems, change } = useEditor()
  const { value: chain, set } = useSetting<Link[]>('chain')
  const ids = useIds(chain.length)
  const accessibility = useAnnouncements(ids.all)
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  )
  const inChain = useProblemsWithin('chain')

  function move({ active, over }: DragEndEvent): void {
    const [from, to] = [ids.all.indexOf(String(active.id)), ids.all.indexOf(String(over?.id))]
    if (from < 0 || to < 0 || from === to) return
    ids.change(arrayMove(ids.all, from, to))
    set(arrayMove(chain, from, to))
  }

  function remove(at: number): void {
    const removed = chain[at]
    ids.change(ids.all.filter((_, other) => other !== at))
    set(chain.filter((_, other) => other !== at))
    void notifyUndo({
      message: t('slotEditor.chain.removed', { number: at + 1 }),
      undo: t('slotEditor.undo'),
      // Into the chain as it is then.
      onUndo: () =>
        change((latest) => ({ ...latest, chain: removed ? latest.chain.toSpliced(at, 0, removed) : latest.chain })),
    })
  }

  const studio = providers.find(({ name }) => name === 'studio') ?? providers[0]
  return (
    <Card title={t('slotEditor.chain.title')} help={t('slotEditor.chain.help')}>
      {problems.chain && inChain.length > 0 && <p className={classes.error}>{problems.chain}</p>}
      <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={move} accessibility={accessibility}>
        <SortableContext items={ids.all} strategy={verticalListSortingStrategy}>
          <ol className={classes.list} aria-label={t('slotEditor.chain.region')}>
            {chain.map((_, at) => (
              <ChainCard
                key={ids.all[at]}
                id={ids.all[at] ?? ''}
                at={at}
                {...(chain.length > 1 && { onRemove: () => remove(at) })}
              />
            ))}
          </ol>
        </SortableContext>
      </DndContext>
      {mayChange && chain.length < mostChoices && studio && (
        <Button
          className={classes.add ?? ''}
          variant="default"
          leftSection={<Plus size={16} aria-hidden />}
          onClick={() => {
            ids.change([...ids.all, newId()])
            set([...chain, linkFor(studio)])
          }}
        >
          {t('slotEditor.chain.add')}
        </Button>
      )}
    </Card>
  )
}

/** Choices have no id of their own; these follow them as long as they are only moved, added and removed here. */
function useIds(count: number) {
  const [known, change] = useState<string[]>([])
  if (known.length === count) return { all: known, change }
  const all = Array.from({ length: count }, (_, at) => known[at] ?? newId())
  change(all)
  return { all, change }
}
