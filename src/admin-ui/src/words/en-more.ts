import { account } from './account/en.ts'
import { audit } from './audit/en.ts'
import { cleaner } from './cleaner/en.ts'
import { firstStart } from './first-start/en.ts'
import { gallery } from './gallery/en.ts'
import { jobs } from './jobs/en.ts'
import { operate } from './operate/en.ts'
import { people } from './people/en.ts'
import { pix } from './pix/en.ts'
import { pixGallery } from './pix-gallery/en.ts'
import { pixImage } from './pix-image/en.ts'
import { pixJob } from './pix-job/en.ts'
import { pixTargets } from './pix-targets/en.ts'
import { providers } from './providers/en.ts'
import { queue } from './queue/en.ts'
import { reasons } from './reasons/en.ts'
import { rehearsal } from './rehearsal/en.ts'
import { remarks } from './remarks/en.ts'
import { settings } from './settings/en.ts'
import { slotEditor } from './slot-editor/en.ts'
import { statistics } from './statistics/en.ts'
import { webhooks } from './webhooks/en.ts'

/** What every other page says; one section a page. What is here is what other languages must have. */
export const more = {
  account,
  audit,
  cleaner,
  firstStart,
  gallery,
  jobs,
  operate,
  people,
  pix,
  pixGallery,
  pixImage,
  pixJob,
  pixTargets,
  providers,
  queue,
  reasons,
  rehearsal,
  remarks,
  settings,
  slotEditor,
  statistics,
  webhooks,
}

export type More = typeof more
