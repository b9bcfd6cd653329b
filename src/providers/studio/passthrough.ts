import { z } from 'zod'
import { defineOperation } from '../define-provider.ts'
import { workOnPhoto } from './work-on-photo.ts'

/** The photo itself: upright, in the slot's format, without what the camera wrote beside the pixels. */
export const passthrough = defineOperation({
  settings: z.strictObject({}),
  templateRoles: [],
  edit: (request, _settings, { signal }) => workOnPhoto(request, signal, (pipeline) => pipeline),
})
