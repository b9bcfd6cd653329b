import { GatewayError } from '../errors.ts'
import { inImagingPlace } from '../media/imaging.ts'
import { templatePreviewKey } from '../media/keys.ts'
import { drawPreview } from '../media/preview.ts'
import type { Store } from '../media/store.ts'
import type { Template, Templates } from './templates.ts'

interface Dependencies {
  store: Store
  templates: Pick<Templates, 'require' | 'readBytes'>
}

/** Small pictures of templates, drawn when somebody first asks and kept as long as the template. */
export function createTemplatePreviews({ store, templates }: Dependencies) {
  const drawing = new Map<string, Promise<Buffer>>()

  async function draw(template: Template): Promise<Buffer> {
    // Nobody can stop it: others wait for the same picture.
    const { signal } = new AbortController()
    const preview = await inImagingPlace(signal, async () =>
      drawPreview(await templates.readBytes(template), template.mime as never, signal),
    )
    const key = templatePreviewKey(template.sha256)
    await store.write(key, preview)
    try {
      // It may have been deleted while we drew; a preview must not outlive its template.
      await templates.require(template.id)
    } catch (error) {
      if (error instanceof GatewayError && error.code === 'template_not_found') await store.delete(key)
      throw error
    }
    return preview
  }

  return async function findPreview(template: Template): Promise<Buffer> {
    const { sha256 } = template
    const kept = await store.read(templatePreviewKey(sha256))
    if (kept) return kept
    const preview = drawing.get(sha256) ?? draw(template).finally(() => drawing.delete(sha256))
    drawing.set(sha256, preview)
    return preview
  }
}

export type FindTemplatePreview = ReturnType<typeof createTemplatePreviews>
