import { useEffect, useState } from 'react'

/** For a dialog that is only there while it is open: afterwards the focus is where it was before, if that is still there. */
export function useFocusBack(): void {
  const [before] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      // Once the dialog is gone; who has put the focus elsewhere meanwhile knows better.
      setTimeout(() => {
        const isLost = document.activeElement === null || document.activeElement === document.body
        if (isLost && before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
      })
    },
    [before],
  )
}
