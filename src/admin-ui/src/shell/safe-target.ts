/** Where to go after signing in: a page of ours, whatever somebody has put into the address. The overview needs no mention. */
export function safeTarget(target: unknown): string | undefined {
  if (typeof target !== 'string' || !/^\/(admin|operate)(\/|\?|$)/.test(target)) return undefined
  return /^\/admin(\/?$|\/sign-in)/.test(target) ? undefined : target
}
