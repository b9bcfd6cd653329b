import { Anchor } from '@mantine/core'
import { useRouter } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'

const services = '/admin/providers'

/** To the page of the services, where there is one. */
export function ServicesLink() {
  const { t } = useTranslation()
  const router = useRouter()
  if (!(services in router.routesByPath)) return null
  return (
    <Anchor
      size="sm"
      href={services}
      onClick={(event) => {
        event.preventDefault()
        router.history.push(services)
      }}
    >
      {t('dashboard.warnings.services')}
    </Anchor>
  )
}
