export const parts = {
  keep: 'Cancel',
  shownOnce: 'Copy it now: it is not shown again.',
  picture: {
    short: 'No picture',
    gone: 'This picture is not there: its file has not been made yet, or is missing in the store.',
    away: 'The store cannot be reached just now. The picture is asked for again.',
    offline: 'The picture could not be loaded. It is asked for again.',
  },
  sessions: {
    unknownDevice: 'An unknown device',
    thisDevice: 'This device',
    used: 'used {{when}}',
    end: 'Sign out',
    endOne: 'Sign out: {{device}}',
  },
}
