/** `over`: the same again would end in the same way. `again`: the queue tries once more; nobody below does. */
export class ExportError extends Error {
  readonly kind: 'again' | 'over'
  readonly missingFields: readonly string[]

  /** `message` is one of export-sentences.ts, and fit for a row. */
  constructor(
    kind: 'again' | 'over',
    message: string,
    { missingFields = [], ...options }: ErrorOptions & { missingFields?: readonly string[] } = {},
  ) {
    super(message, options)
    this.name = 'ExportError'
    this.kind = kind
    this.missingFields = missingFields
  }
}
