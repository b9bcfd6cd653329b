import { type Box, rectangleOf } from '../../api/pix-image.ts'
import { ToldImage } from '../../parts/told-image.tsx'
import classes from './marked-picture.module.css'

export interface Mark {
  key: string
  box: Box
  label: string
  look: 'privacy' | 'cleanup' | 'objects'
  isChosen?: boolean
}

interface MarkedPictureProps {
  src: string
  alt: string
  /** As in `3 / 2`: the room is there before the picture is. */
  ratio: string
  marks: readonly Mark[]
}

const percent = (share: number) => `${share * 100}%`

/** A picture with boxes over it. What they say stands beside the picture, too, for those who do not see them. */
export function MarkedPicture({ src, alt, ratio, marks }: MarkedPictureProps) {
  return (
    <div className={classes.frame}>
      <div className={classes.place} style={{ '--ratio': ratio } as React.CSSProperties}>
        <ToldImage isOverPlace className={classes.picture} src={src} alt={alt} />
        <div aria-hidden>
          {marks.map((mark) => (
            <Marked key={mark.key} mark={mark} />
          ))}
        </div>
      </div>
    </div>
  )
}

function Marked({ mark: { box, label, look, isChosen } }: { mark: Mark }) {
  const { x, y, width, height } = rectangleOf(box)
  return (
    <span
      className={classes.mark}
      data-look={look}
      data-chosen={isChosen || undefined}
      style={{ left: percent(x), top: percent(y), width: percent(width), height: percent(height) }}
    >
      <span className={classes.label} data-below={y < 0.06 || undefined} data-left={x > 0.7 || undefined}>
        {label}
      </span>
    </span>
  )
}
