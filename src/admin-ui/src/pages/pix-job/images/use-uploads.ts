import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { returnImage } from '../../../api/pix-images.ts'

export interface Upload {
  id: number
  file: File
  shootId: string
  state: 'waiting' | 'sending' | 'accepted' | 'duplicate' | 'rejected'
  /** 0 to 1. */
  share: number
  revision: number | null
  /** Why it was not taken; null where it never went out: it is nothing that is taken. */
  error: unknown
}

/** Sends one file after another: a slow line carries one sooner than ten at once, and a refusal is told of its own file. */
export function useUploads(jobId: string) {
  const queryClient = useQueryClient()
  const [uploads, setUploads] = useState<readonly Upload[]>([])
  const line = useRef(Promise.resolve())
  const lastId = useRef(0)

  const change = (id: number, part: Partial<Upload>) =>
    setUploads((all) => all.map((each) => (each.id === id ? { ...each, ...part } : each)))

  async function sendOne({ id, file, shootId }: Upload): Promise<void> {
    change(id, { state: 'sending', share: 0, error: null })
    try {
      const { outcome, revision } = await returnImage(shootId, file, (share) => change(id, { share }))
      change(id, { state: outcome, revision })
    } catch (error) {
      change(id, { state: 'rejected', error })
    }
    void queryClient.invalidateQueries({ queryKey: ['pix', 'images', jobId] })
    void queryClient.invalidateQueries({ queryKey: ['pix', 'job', jobId] })
  }

  const enqueue = (upload: Upload) => {
    line.current = line.current.then(() => sendOne(upload))
  }

  const add = (files: readonly File[], shootId: string, state: 'waiting' | 'rejected') => {
    const added = files.map((file): Upload => {
      lastId.current += 1
      return { ...{ id: lastId.current, file, shootId, state, share: 0, revision: null, error: null } }
    })
    setUploads((all) => [...all, ...added])
    return added
  }

  return {
    uploads,
    isSending: uploads.some(({ state }) => state === 'waiting' || state === 'sending'),
    send: (files: readonly File[], shootId: string) => add(files, shootId, 'waiting').forEach(enqueue),
    /** What is no JPEG, or too large: it is told, and not sent. */
    refuse: (files: readonly File[], shootId: string) => void add(files, shootId, 'rejected'),
    again(upload: Upload) {
      change(upload.id, { state: 'waiting', error: null })
      enqueue(upload)
    },
    forget: () => setUploads((all) => all.filter(({ state }) => state === 'waiting' || state === 'sending')),
  }
}

export type Uploads = ReturnType<typeof useUploads>
