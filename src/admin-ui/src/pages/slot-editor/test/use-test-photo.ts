import { useCallback, useSyncExternalStore } from 'react'
import { readSamplePhoto, sampleUrl } from '../../../parts/sample-photo.ts'
import { useObjectUrl } from '../../../parts/use-object-url.ts'

/** The photo that test shots are made of; the same one for all slots until the page is loaded again. */
let own: File | null = null
const listeners = new Set<() => void>()

function listen(tell: () => void): () => void {
  listeners.add(tell)
  return () => void listeners.delete(tell)
}

function choose(file: File | null): void {
  own = file
  for (const tell of listeners) tell()
}

export function useTestPhoto() {
  const file = useSyncExternalStore(listen, () => own)
  const url = useObjectUrl(file) ?? sampleUrl
  const read = useCallback(async () => own ?? readSamplePhoto(), [])
  return { url, file, read, choose }
}
