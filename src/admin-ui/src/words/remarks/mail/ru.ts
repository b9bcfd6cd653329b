import type { Wording } from '../../wording.ts'
import type { mail as english } from './en.ts'

export const mail: Wording<typeof english> = {
  no_answer: 'Нет ответа в течение {{seconds}} секунд.',
  not_sent: 'Письмо не удалось отправить.',
  broken_off: 'Шлюз остановили во время отправки письма.',
  no_address: 'На такой адрес нельзя отправить письмо.',
  link_unreadable: 'Ссылку галереи нельзя прочитать с этим SECRET_KEY: обновите её и отправьте ещё раз.',
  answered: '{{service}} ответил {{status}}.',
  unreachable: '{{service}} недоступен.',
}
