import { ActionIcon, Menu } from '@mantine/core'
import { Copy, Download, Ellipsis, Trash2, Upload } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { exportAddress } from '../../../api/slot.ts'
import { useEditor } from '../editor-context.ts'
import { DuplicateDialog } from './duplicate-dialog.tsx'
import { ImportDialog } from './import-dialog.tsx'
import { RemoveDialog } from './remove-dialog.tsx'

type Open = 'duplicate' | 'import' | 'remove' | null

/** What can be done with a slot as a whole. */
export function SlotMenu({ isDirty }: { isDirty: boolean }) {
  const { t } = useTranslation()
  const { slot, mayChange } = useEditor()
  const [open, setOpen] = useState<Open>(null)
  const button = useRef<HTMLButtonElement>(null)
  const close = () => {
    setOpen(null)
    // The item of the menu that it was opened by is gone.
    setTimeout(() => button.current?.focus())
  }
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon ref={button} variant="default" size={36} aria-label={t('slotEditor.menu.label')}>
            <Ellipsis size={19} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            component="a"
            href={exportAddress(slot.id)}
            download
            leftSection={<Download size={16} aria-hidden />}
          >
            {t('slotEditor.menu.exportFile')}
          </Menu.Item>
          {mayChange && (
            <>
              <Menu.Item leftSection={<Copy size={16} aria-hidden />} onClick={() => setOpen('duplicate')}>
                {t('slotEditor.menu.duplicate')}
              </Menu.Item>
              <Menu.Item leftSection={<Upload size={16} aria-hidden />} onClick={() => setOpen('import')}>
                {t('slotEditor.menu.importFile')}
              </Menu.Item>
              <Menu.Divider />
              <Menu.Item color="red" leftSection={<Trash2 size={16} aria-hidden />} onClick={() => setOpen('remove')}>
                {t('slotEditor.menu.remove')}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {open === 'duplicate' && <DuplicateDialog onClose={close} />}
      {open === 'import' && <ImportDialog isDirty={isDirty} onClose={close} />}
      {open === 'remove' && <RemoveDialog isDirty={isDirty} onClose={close} />}
    </>
  )
}
