/** What a client may ask for with `Prefer` (RFC 7240). */
export interface Preferences {
  respondAsync: boolean
  /** Whole seconds the client is willing to wait; null when it does not say. */
  waitSeconds: number | null
}

/** Reads the header leniently: what it does not know it leaves alone, as the standard asks. */
export function parsePrefer(header: string | string[] | undefined): Preferences {
  const preferences = [header ?? []].flat().join(',').toLowerCase().split(',')
  const tokens = preferences.map(
    (preference) =>
      preference
        .split(';', 1)[0]
        ?.trim()
        .replaceAll(/\s*=\s*|"/g, (found) => (found.includes('=') ? '=' : '')) ?? '',
  )
  const wait = tokens.find((token) => /^wait=\d{1,6}$/.test(token))
  return {
    respondAsync: tokens.includes('respond-async'),
    waitSeconds: wait ? Number(wait.slice('wait='.length)) : null,
  }
}
