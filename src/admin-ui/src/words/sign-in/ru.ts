import type { English } from '../en.ts'
import type { Wording } from '../wording.ts'

export const signIn: Wording<English['signIn']> = {
  title: 'Вход',
  email: 'Электронная почта',
  password: 'Пароль',
  submit: 'Войти',
  hint: 'При первом запуске шлюз выводит пароль администратора в своём окне.',
  ended: 'Сеанс завершён. Войдите, чтобы продолжить с того же места.',
}
