import { useMediaQuery, useMounted } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'

/**
 * What every dialog is given whose code comes with the first click: what is open from the beginning would not give the
 * focus back. On a phone it is the whole screen.
 */
export function useDialog(isOpen: boolean) {
  const { t } = useTranslation()
  const isPhone = useMediaQuery('(max-width: 48em)') ?? false
  const isMounted = useMounted()
  return { opened: isOpen && isMounted, fullScreen: isPhone, closeButtonProps: { 'aria-label': t('shell.close') } }
}
