import { useMemo, useRef, useState } from 'react'

export interface Draft<Words> {
  words: Words
  /** Of the text that it was begun with. */
  version: number
}

/** What is typed and not saved, beside the fields: these come and go while one works through a job. */
export function useDrafts() {
  const kept = useRef(new Map<string, Draft<object>>())
  const [count, setCount] = useState(0)
  return useMemo(
    () => ({
      count,
      read: (key: string) => kept.current.get(key),
      keep(key: string, draft: Draft<object> | null): void {
        if (draft === null) kept.current.delete(key)
        else kept.current.set(key, draft)
        setCount(kept.current.size)
      },
      forgetAll(): void {
        kept.current.clear()
        setCount(0)
      },
    }),
    [count],
  )
}

export type Drafts = ReturnType<typeof useDrafts>
