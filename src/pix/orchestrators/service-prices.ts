/**
 * What one call may cost, in millionths of a US dollar: the figures of the roadmap, rounded up. They keep the daily budget
 * before a call is made; services do not say a price with their answers.
 */
export const estimatedMicros = {
  detect: 10_000,
  segment: 20_000,
  depth: 10_000,
  remove: 50_000,
  texts: 50_000,
} as const
