import { useQuery } from '@tanstack/react-query'
import type { CSSProperties } from 'react'
import { useTranslation } from 'react-i18next'
import { templatePreviewOf, templatesQuery } from '../../../api/templates.ts'
import { useEditor } from '../editor-context.ts'
import { useTestPhoto } from '../test/use-test-photo.ts'
import classes from './frame-sketch.module.css'

const noInset = { left: 0, top: 0, right: 0, bottom: 0 }
const positions: Record<string, string> = { centre: 'center', attention: 'center' }

/** Where photo and frame will be: the gateway's own arithmetic, drawn by the browser at once. The effect is not in it. */
export function FrameSketch() {
  const { t } = useTranslation()
  const { settings } = useEditor()
  const { url } = useTestPhoto()
  const { data: templates } = useQuery(templatesQuery)
  const { frame, longestSidePixels } = settings.output
  const template = templates?.find(({ id }) => id === settings.templates.frame)
  if (!frame) return null
  const { fit, position, inset = noInset, background = '#ffffff' } = frame
  const photo: CSSProperties = {
    inset: `${inset.top}% ${inset.right}% ${inset.bottom}% ${inset.left}%`,
    width: `${100 - inset.left - inset.right}%`,
    height: `${100 - inset.top - inset.bottom}%`,
    objectFit: fit,
    objectPosition: positions[position] ?? position,
  }
  const size = template && sizeWithin(template, longestSidePixels)
  return (
    <figure className={classes.figure}>
      <div
        className={classes.paper}
        style={{ background, aspectRatio: template ? `${template.width} / ${template.height}` : '3 / 2' }}
      >
        <img className={classes.photo} src={url} alt={t('slotEditor.picture.previewAlt')} style={photo} />
        {template && <img className={classes.frame} src={templatePreviewOf(template.id)} alt="" />}
      </div>
      <figcaption className={classes.caption}>
        <strong>{t('slotEditor.picture.preview')}</strong>
        <span>{template ? t('slotEditor.picture.previewHelp') : t('slotEditor.picture.noFrameYet')}</span>
        {size && <span>{t('slotEditor.picture.size', size)}</span>}
        {position === 'attention' && fit === 'cover' && <span>{t('slotEditor.picture.previewAttention')}</span>}
      </figcaption>
    </figure>
  )
}

/** A framed picture is as large as its frame, unless that is too large. */
function sizeWithin({ width, height }: { width: number; height: number }, longest: number | null) {
  const scale = longest === null ? 1 : Math.min(1, longest / Math.max(width, height))
  return { width: Math.round(width * scale), height: Math.round(height * scale) }
}
