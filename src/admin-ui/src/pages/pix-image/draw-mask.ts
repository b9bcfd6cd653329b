import { rectangleOf } from '../../api/pix-image.ts'
import type { MaskShape } from './use-mask.ts'

interface Size {
  width: number
  height: number
}

/** Draws what is to disappear; what was erased again is see-through. */
export function drawMask(
  context: CanvasRenderingContext2D,
  { width, height }: Size,
  shapes: readonly MaskShape[],
  colour: string,
): void {
  context.clearRect(0, 0, width, height)
  context.lineCap = 'round'
  context.lineJoin = 'round'
  context.strokeStyle = colour
  context.fillStyle = colour
  for (const shape of shapes) {
    context.globalCompositeOperation = shape.kind === 'stroke' && shape.isErasing ? 'destination-out' : 'source-over'
    if (shape.kind === 'box') {
      const box = rectangleOf(shape.box)
      context.fillRect(box.x * width, box.y * height, box.width * width, box.height * height)
      continue
    }
    context.lineWidth = shape.width * Math.max(width, height)
    context.beginPath()
    for (const [index, [x, y]] of shape.points.entries()) {
      // A line to the same place is a dot.
      if (index === 0) context.moveTo(x * width, y * height)
      context.lineTo(x * width, y * height)
    }
    context.stroke()
  }
  context.globalCompositeOperation = 'source-over'
}

/** White on black in the size of the picture: base64 of a PNG. */
export async function maskAsPng(size: Size, shapes: readonly MaskShape[]): Promise<string> {
  const canvas = document.createElement('canvas')
  canvas.width = size.width
  canvas.height = size.height
  const context = canvas.getContext('2d')
  if (!context) throw new Error('this browser has no canvas')
  drawMask(context, size, shapes, '#fff')
  context.globalCompositeOperation = 'destination-over'
  context.fillStyle = '#000'
  context.fillRect(0, 0, size.width, size.height)
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (!blob) throw new Error('this browser cannot write the mask')
  return base64Of(blob)
}

const base64Of = (blob: Blob) =>
  new Promise<string>((resolve, reject) => {
    const reader = new FileReader()
    reader.onerror = () => reject(reader.error ?? new Error('the mask cannot be read'))
    reader.onload = () => resolve(String(reader.result).split(',', 2)[1] ?? '')
    reader.readAsDataURL(blob)
  })
