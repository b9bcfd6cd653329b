/** Where to go after signing in: a page of ours, whatever somebody has put into the address. */
export function safeTarget(target: unknown): string | undefined {
  if (typeof target !== 'string' || !/^\/(admin|operate)(\/|\?|$)/.test(target)) return undefined
  return target.startsWith('/admin/sign-in') ? undefined : target
}
