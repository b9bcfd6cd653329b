import { account } from './account/ru.ts'
import { audit } from './audit/ru.ts'
import { cleaner } from './cleaner/ru.ts'
import type { More } from './en-more.ts'
import { firstStart } from './first-start/ru.ts'
import { gallery } from './gallery/ru.ts'
import { jobs } from './jobs/ru.ts'
import { operate } from './operate/ru.ts'
import { people } from './people/ru.ts'
import { pix } from './pix/ru.ts'
import { pixGallery } from './pix-gallery/ru.ts'
import { pixImage } from './pix-image/ru.ts'
import { pixJob } from './pix-job/ru.ts'
import { pixTargets } from './pix-targets/ru.ts'
import { providers } from './providers/ru.ts'
import { queue } from './queue/ru.ts'
import { reasons } from './reasons/ru.ts'
import { rehearsal } from './rehearsal/ru.ts'
import { remarks } from './remarks/ru.ts'
import { settings } from './settings/ru.ts'
import { slotEditor } from './slot-editor/ru.ts'
import { statistics } from './statistics/ru.ts'
import { webhooks } from './webhooks/ru.ts'
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
