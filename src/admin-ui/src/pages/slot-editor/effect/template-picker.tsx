import { Modal, Skeleton, Text, UnstyledButton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { templatePreviewOf, templatesQuery } from '../../../api/templates.ts'
import { useFocusBack } from '../../../parts/use-focus-back.ts'
import classes from './templates.module.css'

const skeletons = ['one', 'two', 'three', 'four', 'five', 'six']

/** All templates that were ever uploaded. */
export function TemplatePicker({ onChoose, onClose }: { onChoose(id: string): void; onClose(): void }) {
  const { t } = useTranslation()
  useFocusBack()
  const { data: templates } = useQuery(templatesQuery)
  return (
    <Modal
      opened
      onClose={onClose}
      size={820}
      title={t('slotEditor.templates.chooseTitle')}
      closeButtonProps={{ 'aria-label': t('shell.close') }}
    >
      {templates?.length === 0 && <Text c="dimmed">{t('slotEditor.templates.noneYet')}</Text>}
      <ul className={classes.picker} aria-busy={templates === undefined}>
        {templates?.map(({ id, label, width, height }) => (
          <li key={id}>
            <UnstyledButton className={classes.pick} onClick={() => onChoose(id)}>
              <img className={classes.picture} src={templatePreviewOf(id)} alt="" loading="lazy" />
              <span className={classes.label}>{label || id.slice(0, 8)}</span>
              <span className={classes.size}>{t('slotEditor.templates.size', { width, height })}</span>
            </UnstyledButton>
          </li>
        )) ??
          skeletons.map((key) => (
            <li key={key}>
              <Skeleton height={190} radius={10} />
            </li>
          ))}
      </ul>
    </Modal>
  )
}
