export const parts = {
  keep: 'Cancel',
  shownOnce: 'Copy it now: it is not shown again.',
  sessions: {
    unknownDevice: 'An unknown device',
    thisDevice: 'This device',
    used: 'used {{when}}',
    end: 'Sign out',
    endOne: 'Sign out: {{device}}',
  },
}
