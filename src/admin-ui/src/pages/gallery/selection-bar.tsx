import { Button } from '@mantine/core'
import { Download, Printer } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { archiveOf, contactSheetOf } from '../../api/pictures.ts'
import classes from './selection-bar.module.css'

/** So many go into one address. */
const mostSelected = 100

interface SelectionBarProps {
  selected: readonly string[]
  isOperator: boolean
  onEnd(): void
}

/** What can be done with the chosen pictures. */
export function SelectionBar({ selected, isOperator, onEnd }: SelectionBarProps) {
  const { t } = useTranslation()
  const isTooMuch = selected.length > mostSelected
  const mayGo = selected.length > 0 && !isTooMuch
  const linkTo = (href: string) => (mayGo ? { component: 'a' as const, href } : { disabled: true })
  return (
    <section className={classes.bar} aria-label={t('gallery.select')}>
      <span role="status">
        {isTooMuch ? t('gallery.tooMany', { count: mostSelected }) : t('gallery.selected', { count: selected.length })}
      </span>
      <Button leftSection={<Download size={17} aria-hidden />} {...linkTo(archiveOf(selected))}>
        {t('gallery.archive')}
      </Button>
      {isOperator && (
        <Button
          variant="default"
          leftSection={<Printer size={17} aria-hidden />}
          {...linkTo(contactSheetOf(selected))}
          target="_blank"
          rel="noreferrer"
        >
          {t('gallery.contactSheet')}
        </Button>
      )}
      <Button variant="subtle" onClick={onEnd}>
        {t('gallery.done')}
      </Button>
    </section>
  )
}
