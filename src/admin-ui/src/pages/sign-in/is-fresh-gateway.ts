import type { QueryClient } from '@tanstack/react-query'
import { lastPicturesQuery } from '../../api/jobs.ts'
import { settingsQuery } from '../../api/settings.ts'

/** Has nobody set it up yet: the booths' password was made up, and no picture was ever made? */
export async function isFreshGateway(queryClient: QueryClient): Promise<boolean> {
  const [settings, pictures] = await Promise.all([
    queryClient.fetchQuery(settingsQuery),
    queryClient.fetchQuery(lastPicturesQuery([])),
  ]).catch(() => [])
  if (!settings || !pictures) return false
  return settings.ingest_password.source !== 'person' && Object.keys(pictures).length === 0
}
