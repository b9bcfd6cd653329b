import type { Wording } from '../../wording.ts'
import type { delivery as english } from './en.ts'

export const delivery: Wording<typeof english> = {
  no_answer: 'Нет ответа в течение {{seconds}} с.',
  secret_unreadable: 'Секрет не читается с этим SECRET_KEY: замените его.',
  not_sent: 'Отправить не удалось.',
  answered: 'Ответ: {{status}}.',
  no_address: 'У {{host}} нет адреса.',
  not_public: '{{host}} не в открытом интернете.',
  redirects: '{{host}} снова и снова перенаправляет.',
  too_large: '{{host}} ответил больше чем {{bytes}} байтами.',
  compressed: '{{host}} отвечает в сжатом виде, хотя не просили.',
  silent: '{{host}} молчал {{milliseconds}} мс.',
  not_https: '{{host}}: не https.',
  other_port: '{{host}}: порт {{port}} не разрешён.',
  failed: 'Соединение с {{host}} не удалось или оборвалось: {{what}}',
}
