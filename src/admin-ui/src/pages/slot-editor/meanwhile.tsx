import { Button, Group, Modal, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Slot } from '../../api/client.ts'
import { Caution } from '../../parts/caution.tsx'
import { useFormats } from '../../words/formats.ts'
import { findDifferences } from './draft/differences.ts'
import type { SlotDraft } from './draft/use-slot-draft.ts'
import { DifferenceList } from './history/difference-list.tsx'
import { useDiscard } from './use-discard.ts'

/** Somebody else has saved since this person began to type. Nothing that was typed is lost. */
export function Meanwhile({ slot, draft }: { slot: Slot; draft: SlotDraft }) {
  const { t } = useTranslation()
  const { ago } = useFormats()
  const [isLooking, setLooking] = useState(false)
  const takeTheirs = useDiscard(draft)
  if (!draft.isBehind || !draft.draft) return null
  const { base } = draft.draft

  const ways = (
    <Group gap="xs" mt="sm">
      <Button size="compact-md" onClick={draft.catchUp}>
        {t('slotEditor.putOnTop')}
      </Button>
      <Button size="compact-md" variant="default" onClick={takeTheirs}>
        {t('slotEditor.takeTheirs')}
      </Button>
      {!isLooking && (
        <Button size="compact-md" variant="subtle" onClick={() => setLooking(true)}>
          {t('slotEditor.lookAtDifference')}
        </Button>
      )}
    </Group>
  )
  return (
    <div role="alert">
      <Caution>
        {t('slotEditor.meanwhile', { who: slot.saved_by, revision: slot.revision, when: ago(slot.saved_at) })}
        {ways}
      </Caution>
      <Modal
        opened={isLooking}
        onClose={() => setLooking(false)}
        size={820}
        title={t('slotEditor.differenceTitle')}
        closeButtonProps={{ 'aria-label': t('shell.close') }}
      >
        <Title order={3} mb="xs">
          {t('slotEditor.theirChanges', { who: slot.saved_by })}
        </Title>
        <DifferenceList differences={findDifferences(base, draft.saved)} />
        <Title order={3} mt="lg" mb="xs">
          {t('slotEditor.myChanges')}
        </Title>
        <DifferenceList differences={draft.changes} />
        {ways}
      </Modal>
    </div>
  )
}
