/** A language may need more plural forms than English has. */
type MorePlurals<Key> = Key extends `${infer Stem}_other` ? `${Stem}_few` | `${Stem}_many` : never

/** The same words in another language: what is missing is a type error. */
export type Wording<English> = {
  readonly [Key in keyof English]: English[Key] extends string ? string : Wording<English[Key]>
} & { readonly [Key in keyof English as MorePlurals<Key>]?: string }
