/** What the other side calls each piece, as a row keeps it. Written down as soon as it is known. */
export interface RemoteIds {
  get(piece: string): string | undefined
  /** Rejects when another worker has taken this export over: then nothing more may be done by this one. */
  set(pieces: Readonly<Record<string, string | undefined>>): Promise<void>
  /** All ids of a kind of piece, as in `image`. */
  all(kind: string): string[]
}

type Save = (ids: Readonly<Record<string, string>>) => Promise<void>

export function createRemoteIds(known: Readonly<Record<string, string>>, save: Save): RemoteIds {
  let ids = { ...known }
  return {
    get: (piece) => ids[piece],
    async set(pieces) {
      const next = { ...ids }
      for (const [piece, id] of Object.entries(pieces)) {
        if (id === undefined) delete next[piece]
        else next[piece] = id
      }
      await save(next)
      ids = next
    },
    all: (kind) => Object.entries(ids).flatMap(([piece, id]) => (piece.startsWith(`${kind}:`) ? [id] : [])),
  }
}
