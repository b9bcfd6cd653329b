import type { Workspace } from '../media/scratch.ts'
import type { Model } from './catalogue/catalogue.ts'
import type { SourceImage } from './provider.ts'
import type { PreparedImage } from './service.ts'

interface Preparation {
  role: string
  source: SourceImage
  limits: Model['input']
  workspace: Workspace
}

export async function prepareImage(_preparation: Preparation, _signal: AbortSignal): Promise<PreparedImage> {
  throw new Error('being written')
}
