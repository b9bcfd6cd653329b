import type { SlotSettings } from './slot.ts'

type Link = SlotSettings['chain'][number]

const enhance = (tone: number, colour: number, sharpness: number): Link => ({
  provider: 'studio',
  operation: 'enhance',
  settings: { tone, colour, sharpness },
})
const look = (style: string, more: Record<string, unknown> = {}): Link => ({
  provider: 'studio',
  operation: 'look',
  settings: { style, strength: 100, ...more },
})
const passthrough: Link = { provider: 'studio', operation: 'passthrough', settings: {} }

function slot(name: string, link: Link): SlotSettings {
  return {
    name,
    enabled: true,
    openFrom: null,
    openUntil: null,
    access: 'password',
    chain: [link],
    responseMode: 'sync',
    responseFormat: 'image',
    syncSeconds: null,
    maxUploadMegabytes: null,
    maxInFlight: null,
    priority: 0,
    onTimeout: 'fail',
    fallback: null,
    onClientGone: 'continue',
    keepOriginal: false,
    onRefusal: 'stop',
    onUnknownOutcome: 'next',
    dailyBudgetUsd: null,
    monthlyBudgetUsd: null,
    output: { format: 'jpeg', quality: 90, longestSidePixels: null, frame: null },
    templates: {},
  }
}

const first: [name: string, link: Link][] = [
  ['Enhance', enhance(50, 40, 40)],
  ['Black and white', look('black-and-white')],
  ['Sepia', look('sepia')],
  ['Warm', look('warm')],
  ['Cool', look('cool')],
  ['Faded', look('faded')],
  ['Duotone', look('duotone', { shadow: '#14143c', highlight: '#ffd9a0' })],
  ['Enhance, gently', enhance(25, 15, 20)],
  ['Enhance, strongly', enhance(80, 70, 60)],
  ...Array.from({ length: 6 }, (_, at): [string, Link] => [`Original ${at + 1}`, passthrough]),
]

/** What a studio finds on the first start: 15 slots that work without a key. */
export const firstSlots: readonly (readonly [id: string, settings: SlotSettings])[] = first.map(([name, link], at) => [
  `slot-${String(at + 1).padStart(3, '0')}`,
  slot(name, link),
])
