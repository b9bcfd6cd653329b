import type { SlotSettings } from '../../../api/client.ts'

/** For what an older version of the gateway did not save: as the first slots are. */
const usual: SlotSettings = {
  name: '',
  enabled: false,
  openFrom: null,
  openUntil: null,
  access: 'password',
  chain: [{ provider: 'studio', operation: 'passthrough', settings: {} }],
  responseMode: 'sync',
  responseFormat: 'image',
  syncSeconds: null,
  maxUploadMegabytes: null,
  maxInFlight: null,
  priority: 0,
  onTimeout: 'fail',
  fallback: null,
  keepOriginal: false,
  onClientGone: 'continue',
  onRefusal: 'stop',
  onUnknownOutcome: 'next',
  dailyBudgetUsd: null,
  monthlyBudgetUsd: null,
  output: { format: 'jpeg', quality: 90, longestSidePixels: null, frame: null },
  templates: {},
}

export function completeSettings(stored: Partial<SlotSettings>): SlotSettings {
  return { ...usual, ...stored, output: { ...usual.output, ...stored.output } }
}
