import { useEffect, useRef } from 'react'

/** Calls back with a picture that was pasted anywhere on the page. Text stays text. */
export function usePastedPicture(onPaste: ((picture: File) => void) | null): void {
  const latest = useRef(onPaste)
  latest.current = onPaste
  useEffect(() => {
    const hear = (event: ClipboardEvent) => {
      const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/'))
      if (!file || !latest.current) return
      event.preventDefault()
      latest.current(file)
    }
    document.addEventListener('paste', hear)
    return () => document.removeEventListener('paste', hear)
  }, [])
}
