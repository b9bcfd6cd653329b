import { type ComponentPropsWithoutRef, useEffect, useState } from 'react'
import { onConnectionBack } from '../api/connection.ts'

interface PersistentImageProps extends Omit<ComponentPropsWithoutRef<'img'>, 'src' | 'alt' | 'onError'> {
  src: string
  alt: string
  /** It did not come this time. */
  onFailure?(): void
  /** It did not come, however often it was asked for. */
  onGone?(): void
}

const tryAgainMilliseconds = [1500, 3000, 6000, 12_000]

/** A picture that is asked for again when it did not come: on a bad network the second time often works. */
export function PersistentImage({ src, alt, onFailure, onGone, ...more }: PersistentImageProps) {
  const [failures, setFailures] = useState(0)
  const [shown, setShown] = useState(0)
  const isLost = failures > 0
  // What failed while there was no network is asked for again when there is one.
  useEffect(() => {
    if (!isLost) return
    return onConnectionBack(() => {
      setFailures(0)
      setShown((last) => last + 1)
    })
  }, [isLost])
  useEffect(() => {
    if (failures === 0) return
    const wait = tryAgainMilliseconds[failures - 1]
    if (wait === undefined) return
    const timer = setTimeout(() => setShown((last) => last + 1), wait)
    return () => clearTimeout(timer)
  }, [failures])
  return (
    <img
      {...more}
      // A new address, or the browser remembers that it failed.
      src={shown === 0 ? src : `${src}${src.includes('?') ? '&' : '?'}again=${shown}`}
      alt={alt}
      onError={() => {
        setFailures(failures + 1)
        onFailure?.()
        if (failures >= tryAgainMilliseconds.length) onGone?.()
      }}
    />
  )
}
