/** What follows from the settings of a slot and is easily overlooked. As the gateway says it itself. */
export const hint = {
  png: 'Results will be PNG: about five times larger.',
  webp: 'Results will be WebP: not every photo or print program opens it.',
  async_answer: 'responseMode is async: DSLR Remote Pro gets a link, not a picture.',
  async_timeout: 'onTimeout is {{onTimeout}}: it has no effect on async.',
  timeout: 'onTimeout is fail: guests get no picture when the service is slow.',
  short_window: 'The window of {{window}} s is shorter than the {{usual}} s that {{choice}} usually takes.',
  no_key: 'There is no key yet for {{providers}}: every call will fail.',
  paid_end:
    'The chain ends with {{choice}}, which is paid: when it fails, there is no picture. A last choice of studio costs nothing.',
  no_budget: 'There is no budget: what this slot may spend is not limited.',
  open_and_paid: 'access is open: everybody who knows the address spends money.',
  paid_twice: 'onUnknownOutcome is again: a photo may be charged twice.',
  originals_kept: 'keepOriginal is on: the photos of guests are kept as long as their pictures, {{hours}} h.',
}
