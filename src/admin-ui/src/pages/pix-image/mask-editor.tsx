import { ActionIcon, Button, Slider } from '@mantine/core'
import { Brush, Eraser, Minus, Plus, Redo2, SquarePlus, Trash2, Undo2 } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { versionAddress, type versionsOf, type WholeImage } from '../../api/pix-image.ts'
import { useFormats } from '../../words/formats.ts'
import { MaskCanvas } from './mask-canvas.tsx'
import classes from './mask-editor.module.css'
import type { Desk } from './use-desk.ts'

interface MaskEditorProps {
  image: WholeImage
  shown: ReturnType<typeof versionsOf>[number]
  desk: Desk
  /** What is sent is not changed. */
  isLocked: boolean
}

/** Of the longer side. */
const brush = { least: 0.005, most: 0.15, usual: 0.03 }
const zooms = [1, 1.5, 2, 3, 4, 6] as const

/** A brush over the picture, and ways to do without one. */
export function MaskEditor({ image, shown, desk, isLocked }: MaskEditorProps) {
  const { t } = useTranslation()
  const { percent } = useFormats()
  const { mask, things } = desk
  const [isErasing, setErasing] = useState(false)
  const [width, setWidth] = useState(brush.usual)
  const [zoom, setZoom] = useState(0)
  const onKeyDown = (event: KeyboardEvent) => {
    if (isLocked || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z') return
    event.preventDefault()
    if (event.shiftKey) mask.redo()
    else mask.undo()
  }
  const added = new Set(mask.shapes.map((shape) => shape.kind === 'box' && shape.key))
  const candidates = things.filter(({ isCandidate, key }) => isCandidate && !added.has(key))
  const action = (label: string, Icon: typeof Undo2, isThere: boolean, act: () => void) => (
    <ActionIcon
      variant="default"
      size="lg"
      aria-label={label}
      title={label}
      disabled={!isThere || isLocked}
      onClick={act}
    >
      <Icon size={18} aria-hidden />
    </ActionIcon>
  )
  const tool = (label: string, Icon: typeof Undo2, isOn: boolean, act: () => void) => (
    <Button
      variant={isOn ? 'filled' : 'default'}
      aria-pressed={isOn}
      leftSection={<Icon size={16} aria-hidden />}
      onClick={act}
    >
      {label}
    </Button>
  )
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys of undo, for whatever of it has the focus
    <div className={classes.editor} onKeyDown={onKeyDown}>
      <div className={classes.tools}>
        {tool(t('pixImage.brush'), Brush, !isErasing, () => setErasing(false))}
        {tool(t('pixImage.eraser'), Eraser, isErasing, () => setErasing(true))}
        <Slider
          className={classes.size}
          thumbLabel={t('pixImage.brushSize')}
          label={null}
          min={brush.least}
          max={brush.most}
          step={0.005}
          value={width}
          onChange={setWidth}
        />
        {action(t('pixImage.undo'), Undo2, mask.shapes.length > 0, mask.undo)}
        {action(t('pixImage.redo'), Redo2, mask.canRedo, mask.redo)}
        {action(t('pixImage.clearMask'), Trash2, mask.shapes.length > 0, mask.clear)}
        {action(t('pixImage.zoomOut'), Minus, zoom > 0, () => setZoom(zoom - 1))}
        <span className={classes.zoom} role="status">
          {percent(zooms[zoom] ?? 1)}
        </span>
        {action(t('pixImage.zoomIn'), Plus, zoom < zooms.length - 1, () => setZoom(zoom + 1))}
      </div>
      <MaskCanvas
        src={versionAddress(image.image_id, shown)}
        alt={image.filename}
        size={{ width: shown.width ?? image.width ?? 3, height: shown.height ?? image.height ?? 2 }}
        shapes={mask.shapes}
        brush={{ width, isErasing }}
        zoom={zooms[zoom] ?? 1}
        isLocked={isLocked}
        onStroke={mask.add}
      />
      {candidates.length > 0 && (
        <div className={classes.tools}>
          {candidates.map(({ key, label, box }) => (
            <Button
              key={key}
              size="compact-md"
              variant="default"
              disabled={isLocked}
              leftSection={<SquarePlus size={15} aria-hidden />}
              onClick={() => mask.add({ kind: 'box', key, box })}
            >
              {t('pixImage.addOne', { what: label })}
            </Button>
          ))}
        </div>
      )}
    </div>
  )
}
