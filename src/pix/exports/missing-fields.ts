import type { Handover } from './handover.ts'
import { findMissingForOpenimmo } from './openimmo/openimmo-property.ts'
import { readOpenimmoConfig } from './target-wish.ts'

/** What must be known before a gallery can be handed over, by the names under which people enter it. */
export function findMissing({ gallery: { job, expose }, target }: Handover): string[] {
  const images = expose.images.length === 0 ? ['images'] : []
  const { externalIds } = job
  switch (target?.kind) {
    case undefined:
      return images
    case 'openimmo':
    case 'fio':
      return [...findMissingForOpenimmo(job, readOpenimmoConfig(target.config)), ...images]
    case 'onoffice':
      return [...(/^\d+$/.test(externalIds.onoffice ?? '') ? [] : ['external_ids.onoffice']), ...keysOf(target)]
    case 'propstack':
      return [...(/^\w+$/.test(externalIds.propstack ?? '') ? [] : ['external_ids.propstack']), ...keysOf(target)]
  }
}

const keysOf = ({ secret }: { secret: string | null }) => (secret === null ? ['target.secret'] : [])
