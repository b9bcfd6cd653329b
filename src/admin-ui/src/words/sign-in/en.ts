export const signIn = {
  title: 'Sign in',
  email: 'E-mail address',
  password: 'Password',
  submit: 'Sign in',
  hint: 'On the first start the gateway prints the administrator’s password in its window.',
  ended: 'You are signed out. Sign in to go on where you were.',
}
