import { z } from 'zod'

const inset = z.number().min(0).max(45).describe('Percent of the width or height, 0 to 45.')

/** How a frame, a template with a transparent part, is laid over a picture. */
export const frameSettingsSchema = z.strictObject({
  fit: z
    .enum(['cover', 'contain'])
    .describe('Cover fills the area and cuts off what is over; contain shows the whole photo.'),
  position: z
    .enum(['centre', 'top', 'bottom', 'left', 'right', 'attention'])
    .describe('Which part of the photo stays, or where it stands; attention looks for faces and detail (cover only).'),
  inset: z
    .strictObject({ left: inset, top: inset, right: inset, bottom: inset })
    .optional()
    .describe('Border of the frame around the photo, in percent of its width or height, 0 to 45; none when left out.'),
  background: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, 'must be a colour as in #ffffff')
    .optional()
    .describe('What shows where neither photo nor frame is; white when left out.'),
})

export type FrameSettings = z.infer<typeof frameSettingsSchema>
