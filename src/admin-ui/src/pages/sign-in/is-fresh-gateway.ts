import type { QueryClient } from '@tanstack/react-query'
import { overviewQuery } from '../../api/overview.ts'
import { settingsQuery } from '../../api/settings.ts'

/** Has nobody set it up yet: the booths' password was made up, and no booth's photo became a picture? */
export async function isFreshGateway(queryClient: QueryClient): Promise<boolean> {
  const [settings, overview] = await Promise.all([
    queryClient.fetchQuery(settingsQuery),
    queryClient.fetchQuery(overviewQuery),
  ]).catch(() => [])
  if (!settings || !overview) return false
  return settings.ingest_password.source !== 'person' && overview.slots.every((slot) => slot.last_result === null)
}
