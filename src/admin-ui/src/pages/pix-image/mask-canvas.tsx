import { type PointerEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ToldImage } from '../../parts/told-image.tsx'
import { drawMask } from './draw-mask.ts'
import classes from './mask-editor.module.css'
import type { MaskShape, Point } from './use-mask.ts'

interface MaskCanvasProps {
  src: string
  alt: string
  /** Of the picture, in pixels. */
  size: { width: number; height: number }
  shapes: readonly MaskShape[]
  /** Its width is a share of the longer side. */
  brush: { width: number; isErasing: boolean }
  zoom: number
  isLocked: boolean
  onStroke(stroke: MaskShape): void
}

/** More would be drawn slowly, and seen by nobody: the mask itself is drawn anew in the picture's size. */
const mostSidePixels = 1600
const colour = '#ff2f6d'

/** The picture, and over it what is drawn. */
export function MaskCanvas({ src, alt, size, shapes, brush, zoom, isLocked, onStroke }: MaskCanvasProps) {
  const { t } = useTranslation()
  const canvas = useRef<HTMLCanvasElement>(null)
  const [stroke, setStroke] = useState<readonly Point[] | null>(null)
  const [tip, setTip] = useState<Point | null>(null)
  const scale = Math.min(1, mostSidePixels / Math.max(size.width, size.height))
  const shown = { width: Math.round(size.width * scale), height: Math.round(size.height * scale) }

  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!context) return
    const drawn: MaskShape[] = stroke ? [{ kind: 'stroke', points: [...stroke], ...brush }] : []
    drawMask(context, { width: shown.width, height: shown.height }, [...shapes, ...drawn], colour)
  }, [shapes, stroke, brush, shown.width, shown.height])

  const onPointerDown = (event: PointerEvent<HTMLCanvasElement>) => {
    if (isLocked || !event.isPrimary || event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    setStroke([placeOf(event)])
  }
  const onPointerMove = (event: PointerEvent<HTMLCanvasElement>) => {
    if (!event.isPrimary) return
    setTip(placeOf(event))
    if (stroke) setStroke([...stroke, placeOf(event)])
  }
  const onPointerUp = (event: PointerEvent<HTMLCanvasElement>) => {
    if (!event.isPrimary || !stroke) return
    onStroke({ kind: 'stroke', points: stroke, ...brush })
    setStroke(null)
  }
  const longer = Math.max(size.width, size.height)
  const place = { '--ratio': `${size.width} / ${size.height}`, '--zoom': zoom } as React.CSSProperties
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keys
    <section className={classes.view} tabIndex={0} aria-label={t('pixImage.canvas')}>
      <div className={classes.place} style={place}>
        <ToldImage isOverPlace className={classes.picture} src={src} alt={alt} draggable={false} />
        <canvas
          ref={canvas}
          className={classes.canvas}
          data-locked={isLocked || undefined}
          width={shown.width}
          height={shown.height}
          aria-hidden
          onPointerDown={onPointerDown}
          onPointerMove={onPointerMove}
          onPointerUp={onPointerUp}
          // Two fingers mean the page.
          onPointerCancel={() => setStroke(null)}
          onPointerLeave={() => setTip(null)}
        />
        {tip && !isLocked && (
          <span
            className={classes.tip}
            style={{
              ...{ left: `${tip[0] * 100}%`, top: `${tip[1] * 100}%` },
              width: `${((brush.width * longer) / size.width) * 100}%`,
              aspectRatio: 1,
            }}
          />
        )}
      </div>
    </section>
  )
}

function placeOf({ currentTarget, clientX, clientY }: PointerEvent<HTMLCanvasElement>): Point {
  const { left, top, width, height } = currentTarget.getBoundingClientRect()
  return [(clientX - left) / width, (clientY - top) / height]
}
