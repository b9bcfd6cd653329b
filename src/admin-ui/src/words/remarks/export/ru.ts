import type { Wording } from '../../wording.ts'
import type { handover as english } from './en.ts'

export const handover: Wording<typeof english> = {
  missing_fields: 'Не хватает данных: {{fields}}.',
  target_gone: 'Получателя этой выгрузки больше нет.',
  secret_unreadable: 'Ключей получателя нет, или их нельзя прочитать с этим SECRET_KEY: введите их снова.',
  not_released: 'Галерея больше не открыта.',
  file_missing: 'Файла галереи нет.',
  answered: '{{service}} ответил {{status}}.',
  refused: '{{service}} отказал с ошибкой {{code}}.',
  unreachable: '{{service}} недоступен.',
  gave_up: 'Все попытки исчерпаны, безуспешно.',
}
