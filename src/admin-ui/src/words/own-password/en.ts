export const ownPassword = {
  title: 'Your password',
  temporary: 'Somebody else knows your password. Choose one of your own to go on.',
  current: 'Current password',
  wanted: 'New password',
  rule: 'At least 8 characters. A few words are easier to remember than a few signs.',
  tooShort: 'At least 8 characters, please.',
  same: 'This is the current one. Choose another.',
  submit: 'Save the password',
  saved: 'Your password is changed. Other devices are signed out.',
}
