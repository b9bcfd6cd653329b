import { type ComponentProps, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PersistentImage } from './persistent-image.tsx'
import classes from './told-image.module.css'

interface ToldImageProps extends Omit<ComponentProps<typeof PersistentImage>, 'onFailure' | 'onGone' | 'onLoad'> {
  /** It lies over a place that has its size already. */
  isOverPlace?: boolean
  /** There is no room for a sentence, only for two words. */
  isSmall?: boolean
}

type Why = 'gone' | 'away' | 'offline'

/** A picture, and a sentence in its place as long as it cannot be had. */
export function ToldImage({ isOverPlace = false, isSmall = false, style, ...image }: ToldImageProps) {
  const { t } = useTranslation()
  const [why, setWhy] = useState<Why | null>(null)
  // What is found out about a failure is old once the picture has come.
  const asked = useRef(0)
  async function tell(): Promise<void> {
    asked.current += 1
    const mine = asked.current
    const reason = await findReason(image.src)
    if (asked.current === mine) setWhy(reason)
  }
  const isTold = why !== null
  return (
    // Without a failure it is as if the frame were not there.
    <span className={classes.frame} data-told={isTold || undefined} data-over={isOverPlace || undefined} style={style}>
      {isTold && (
        <span className={classes.words} {...(isSmall && { title: t(`parts.picture.${why}`) })}>
          {t(`parts.picture.${isSmall ? 'short' : why}`)}
        </span>
      )}
      <PersistentImage
        {...image}
        style={style}
        onLoad={() => {
          asked.current += 1
          setWhy(null)
        }}
        onFailure={() => void tell()}
      />
    </span>
  )
}

/** A picture does not say why it did not come; whoever asks as a program is told. */
async function findReason(address: string): Promise<Why> {
  try {
    const answer = await fetch(address)
    await answer.body?.cancel()
    if (answer.ok) return 'offline'
    return answer.status === 404 ? 'gone' : 'away'
  } catch {
    return 'offline'
  }
}
