/** What to do about it. As the gateway says it itself. */
export const advice = {
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
}
