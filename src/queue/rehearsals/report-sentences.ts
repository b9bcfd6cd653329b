/** What gave way in a rehearsal. */
export const verdictSentences = {
  provider_failed: '{{service}} failed: {{photos}} photos got no picture.',
  provider_slow: '{{service}} is too slow: its calls took up to {{seconds}} s of a window of {{window}} s.',
  rate_limit: '{{service}} takes {{most}} calls a minute, and the booths want {{wanted}}: photos waited {{seconds}} s.',
  concurrency_limit: '{{service}} takes {{most}} calls at once: photos waited {{seconds}} s.',
  workers: 'Too few workers: photos waited {{seconds}} s for one of {{workers}} on this node.',
  slot_limit: '{{slot}} refused photos: it takes {{most}} at once.',
  queue_capacity: 'The gateway was full and refused photos.',
  disk: 'The disk was full.',
  budget: 'A budget of {{slot}} or of its services was used up.',
  slot_settings: '{{slot}} is not set up completely.',
  gateway: 'The gateway itself was slow: its own work took {{seconds}} s.',
  nothing_played: 'No photo was answered before the rehearsal ended.',
  short_slot_budget: 'The event will cost slot {{slot}} {{usd}} US dollars, and its budget has {{left}}.',
  short_provider_budget: 'The event will cost provider {{provider}} {{usd}} US dollars, and its budget has {{left}}.',
  nearest_service: 'The slowest answer took {{percent}} % of its window; most of that was {{service}}.',
  nearest_worker: 'The slowest answer took {{percent}} % of its window; most of that was the wait for a worker.',
  nearest_own_work: "The slowest answer took {{percent}} % of its window; most of that was the gateway's own work.",
} as const

/** What to do about it. */
export const adviceSentences = {
  set_key: 'Set its key.',
  provider: 'Put a faster model first, add a link behind it (studio costs nothing), or lengthen the window.',
  rate_limit:
    'Ask the service for a higher rate and enter it as its limit, give some slots another model, or add a link behind it.',
  concurrency_limit:
    'Ask the service for more calls at once and enter that as its limit, or give some slots another model.',
  workers: 'Set WORKER_CONCURRENCY to at least {{workers}}, or start another node.',
  slot_limit: 'Raise maxInFlight of {{slot}} to at least {{booths}}, the number of its booths.',
  queue_capacity: 'Raise QUEUE_CAPACITY.',
  disk: 'Free some space, or shorten the retention of results.',
  budget: 'Raise the budget.',
  slot_settings: 'Open {{slot}} and mend what it complains about.',
  gateway: 'Give it a faster machine, smaller photos, or another node.',
  nothing_played: 'Let it run longer.',
  slot_budget: 'Raise the budget of slot {{slot}}, or take a cheaper model.',
  provider_budget: 'Raise the budget of provider {{provider}}, or take a cheaper model.',
  nothing: 'Nothing has to be done.',
} as const
