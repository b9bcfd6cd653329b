import { account } from './account/de.ts'
import { audit } from './audit/de.ts'
import { cleaner } from './cleaner/de.ts'
import type { More } from './en-more.ts'
import { firstStart } from './first-start/de.ts'
import { gallery } from './gallery/de.ts'
import { jobs } from './jobs/de.ts'
import { operate } from './operate/de.ts'
import { people } from './people/de.ts'
import { pix } from './pix/de.ts'
import { pixGallery } from './pix-gallery/de.ts'
import { pixImage } from './pix-image/de.ts'
import { pixJob } from './pix-job/de.ts'
import { pixTargets } from './pix-targets/de.ts'
import { providers } from './providers/de.ts'
import { queue } from './queue/de.ts'
import { reasons } from './reasons/de.ts'
import { rehearsal } from './rehearsal/de.ts'
import { remarks } from './remarks/de.ts'
import { settings } from './settings/de.ts'
import { slotEditor } from './slot-editor/de.ts'
import { statistics } from './statistics/de.ts'
import { webhooks } from './webhooks/de.ts'
import type { Wording } from './wording.ts'

export const more: Wording<More> = {
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
