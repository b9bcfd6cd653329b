import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Failure } from '../../../api/failure.ts'
import type { Draft, Drafts } from './use-drafts.ts'

/** A text in one language; each of its fields is a string. */
export type Words<Field extends string> = Record<Field, string>

interface WrittenText<Field extends string> {
  /** Of its draft. */
  name: string
  drafts: Drafts
  fields: readonly Field[]
  current: { words: Words<Field>; version: number }
  /** How long each may be. */
  most: Partial<Record<Field, number>>
  /** Writes over the version that was seen; what comes back must be in `current` when it resolves. */
  save(words: Words<Field>, version: number): Promise<{ version: number }>
  /** Asks for the text as it is now. */
  refresh(): Promise<unknown>
}

/**
 * A text that others may write at the same time. What is typed stays, whatever comes: saved by others in between, it is
 * shown beside theirs until somebody decides.
 */
export function useWrittenText<Field extends string>(text: WrittenText<Field>) {
  const { name, drafts, fields, current, most, save, refresh } = text
  const [draft, setDraft] = useState(() => (drafts.read(name) as Draft<Words<Field>> | undefined) ?? null)
  const keep = (next: Draft<Words<Field>> | null) => {
    setDraft(next)
    drafts.keep(name, next)
  }
  const isSame = (one: Words<Field>, other: Words<Field>) => fields.every((field) => one[field] === other[field])
  const isDirty = draft !== null && !isSame(draft.words, current.words)
  const words = draft?.words ?? current.words
  const tooLong = fields.filter((field) => words[field].trim().length > (most[field] ?? Number.POSITIVE_INFINITY))

  const write = useMutation({
    mutationFn: ({ words: sent, version }: Draft<Words<Field>>) => save(sent, version),
    onSuccess({ version }, sent) {
      const latest = drafts.read(name) as Draft<Words<Field>> | undefined
      // What was typed meanwhile goes on from what is saved now.
      keep(latest && !isSame(latest.words, sent.words) ? { words: latest.words, version } : null)
    },
    onError: (error) => (isConflict(error) ? refresh() : undefined),
  })
  const hasConflict = isDirty && !write.isPending && draft.version !== current.version

  return {
    words,
    tooLong,
    isDirty,
    hasConflict,
    isSaving: write.isPending,
    isSaved: write.isSuccess && !isDirty,
    /** Beside a conflict, which has words of its own. */
    error: isConflict(write.error) ? null : write.error,
    type(field: Field, value: string): void {
      const next = { words: { ...words, [field]: value }, version: draft?.version ?? current.version }
      keep(isSame(next.words, current.words) ? null : next)
    },
    save(): void {
      if (isDirty && !hasConflict && !write.isPending && tooLong.length === 0) write.mutate(draft)
    },
    keepMine(): void {
      if (draft === null) return
      const mine = { words: draft.words, version: current.version }
      keep(mine)
      if (tooLong.length === 0) write.mutate(mine)
    },
    discard(): void {
      keep(null)
      write.reset()
    },
  }
}

export type OpenText<Field extends string> = ReturnType<typeof useWrittenText<Field>>

const isConflict = (error: unknown) => error instanceof Failure && error.reason === 'conflict'
