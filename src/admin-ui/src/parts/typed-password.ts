let password: string | null = null

/** What was typed to sign in a moment ago, so that the guide need not ask for it again. Lives in this window alone, and once. */
export const typedPassword = {
  keep(typed: string): void {
    password = typed
  },
  peek: () => password,
  forget(): void {
    password = null
  },
}
