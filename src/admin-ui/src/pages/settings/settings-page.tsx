import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { settingsQuery } from '../../api/settings.ts'
import { PageFrame } from '../../parts/page-frame.tsx'
import { IngestPassword } from './ingest-password.tsx'
import { SettingsForm } from './settings-form.tsx'

const skeletonHeights = [190, 190, 250, 180]

/** What holds for the whole gateway, and what it means for a guest. */
export function SettingsPage() {
  const { t } = useTranslation()
  const { data: settings } = useQuery({ ...settingsQuery, meta: { isEssential: true } })
  return (
    <PageFrame title={t('settings.title')} isNarrow>
      {settings ? (
        <>
          <IngestPassword settings={settings} />
          <SettingsForm settings={settings} />
        </>
      ) : (
        <div aria-busy>
          {skeletonHeights.map((height, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: they never change places
            <Skeleton key={at} height={height} mb="md" radius={14} />
          ))}
        </div>
      )}
    </PageFrame>
  )
}
