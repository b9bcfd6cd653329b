import type { Config } from '../config.ts'

export const privacyModes = ['blur', 'withhold'] as const
export type PrivacyMode = (typeof privacyModes)[number]

/** What people are told about where images may go. */
export interface Disclosure {
  privacyMode: PrivacyMode
  /** Outside the EU, as people know them; none that is not set up. */
  services: { name: string; country: 'US' }[]
}

/** Whoever adds a service that gets images names it here. */
export function disclosureOf({ pix, providers }: Pick<Config, 'pix' | 'providers'>): Disclosure {
  const { vision, avatar, gpt } = pix
  const hasFal = vision.apiKey !== undefined || (avatar.apiKey !== undefined && avatar.model !== undefined)
  const hasOpenai = providers.openai.apiKey !== undefined && gpt.model !== undefined
  return {
    privacyMode: pix.privacyMode,
    services: [
      ...(hasFal ? [{ name: 'fal', country: 'US' as const }] : []),
      ...(hasOpenai ? [{ name: 'OpenAI', country: 'US' as const }] : []),
    ],
  }
}
