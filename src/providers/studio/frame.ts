import { longestSideOf } from '../../media/encode-image.ts'
import { frameSettingsSchema } from '../../media/frame-settings.ts'
import { overlayFrame } from '../../media/overlay-frame.ts'
import { defineOperation } from '../define-provider.ts'
import { templatePixels } from '../template-pixels.ts'
import { workOnPhoto } from './work-on-photo.ts'

/** The template laid over the photo. The result is as large as the template, or as the slot's longest side allows. */
export const frame = defineOperation({
  settings: frameSettingsSchema,
  templateRoles: ['frame'],
  edit({ templates, output, ...work }, settings, { signal }) {
    const longestSidePixels = longestSideOf(output)
    return workOnPhoto({ ...work, output: { ...output, longestSidePixels: null } }, signal, async (picture) => {
      const overlay = await templatePixels({ template: templates.frame, longestSidePixels }, signal)
      return overlayFrame({ picture, frame: overlay, settings })
    })
  },
})
