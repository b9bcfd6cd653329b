import sharp from 'sharp'

/** What Florence-2, SAM2 and the models beside them answer, in their shapes; boxes are in pixels of what was sent. */
export async function describePicture(photo: Buffer, answer: 'boxes' | 'text', step: string): Promise<unknown> {
  const { width, height } = await sharp(photo).metadata()
  if (step === 'nonsense') return { results: 7 }
  if (answer === 'text') return { results: 'A living room with a sofa and a cable on the floor.' }
  const at = (label: string, x: number, y: number, w: number, h: number) => ({
    ...{ label, x: x * width, y: y * height, w: w * width, h: h * height },
  })
  const bboxes = [at('couch', 0.1, 0.5, 0.4, 0.3), at('cable', 0.6, 0.8, 0.2, 0.1), at('window', 0.7, 0.1, 0.4, 0.4)]
  return { results: { bboxes: step === 'nothing' ? [] : bboxes } }
}

/** White inside the first box. */
export async function drawMask(photo: Buffer, input: Readonly<Record<string, unknown>>): Promise<Buffer> {
  const { width, height } = await sharp(photo).metadata()
  const [box] = (input.box_prompts ?? []) as Record<string, number>[]
  const { x_min: left = 0, y_min: top = 0, x_max: right = 1, y_max: bottom = 1 } = box ?? {}
  const white = { width: right - left, height: bottom - top, channels: 3 as const, background: '#fff' }
  return sharp({ create: { width, height, channels: 3, background: '#000' } })
    .composite([{ input: await sharp({ create: white }).png().toBuffer(), left, top }])
    .png()
    .toBuffer()
}

export const drawDepth = (photo: Buffer): Promise<Buffer> => sharp(photo).greyscale().blur(4).png().toBuffer()

/** Another picture altogether, so that what is taken of it outside the mask is seen: purple. */
export async function removeMasked(photo: Buffer, mask: Buffer, step: string): Promise<Buffer> {
  const { width, height } = await sharp(photo).metadata()
  await sharp(mask).stats() // or it is no picture; one of another size is stretched
  const square = { width: 200, height: 200 }
  const size = step === 'other-shape' ? square : { width, height }
  return sharp({ create: { ...size, channels: 3, background: '#a020f0' } })
    .png()
    .toBuffer()
}
