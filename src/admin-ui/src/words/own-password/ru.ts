import type { English } from '../en.ts'
import type { Wording } from '../wording.ts'

export const ownPassword: Wording<English['ownPassword']> = {
  title: 'Ваш пароль',
  temporary: 'Ваш пароль знает кто-то ещё. Задайте собственный, чтобы продолжить.',
  current: 'Текущий пароль',
  wanted: 'Новый пароль',
  rule: 'Не менее 8 знаков. Несколько слов запомнить легче, чем набор символов.',
  tooShort: 'Нужно не менее 8 знаков.',
  same: 'Это текущий пароль. Выберите другой.',
  submit: 'Сохранить пароль',
  saved: 'Пароль изменён. Другие устройства отключены.',
}
