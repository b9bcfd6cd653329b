import type { English } from '../en.ts'
import type { Wording } from '../wording.ts'

export const signIn: Wording<English['signIn']> = {
  title: 'Anmelden',
  email: 'E-Mail-Adresse',
  password: 'Passwort',
  submit: 'Anmelden',
  hint: 'Beim ersten Start zeigt das Gateway das Passwort der Verwaltung in seinem Fenster.',
  ended: 'Sie sind abgemeldet. Melden Sie sich an, um dort weiterzumachen, wo Sie waren.',
}
