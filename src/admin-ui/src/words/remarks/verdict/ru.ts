import type { Wording } from '../../wording.ts'
import type { verdict as english } from './en.ts'

export const verdict: Wording<typeof english> = {
  provider_failed: 'Сбой {{service}}: фото, оставшихся без снимка, — {{photos}}.',
  provider_slow: '{{service}} слишком медлит: вызовы занимали до {{seconds}} с при окне в {{window}} с.',
  rate_limit:
    '{{service}} принимает вызовов в минуту: {{most}}, а фотобудкам нужно {{wanted}}; фото ждали {{seconds}} с.',
  concurrency_limit: '{{service}} принимает одновременных вызовов: {{most}}; фото ждали {{seconds}} с.',
  workers: 'Мало рабочих мест: фото ждали {{seconds}} с, а их на этом узле {{workers}}.',
  slot_limit: '{{slot}} отклонял фото: одновременно он принимает {{most}}.',
  queue_capacity: 'Шлюз был переполнен и отклонял фото.',
  disk: 'Диск был полон.',
  budget: 'Бюджет {{slot}} или его сервисов был израсходован.',
  slot_settings: '{{slot}} настроен не до конца.',
  gateway: 'Медлил сам шлюз: его собственная работа занимала {{seconds}} с.',
  nothing_played: 'До конца репетиции не было ответа ни на одно фото.',
  short_slot_budget: 'Мероприятие обойдётся слоту {{slot}} в {{usd}} долл. США, а в его бюджете {{left}}.',
  short_provider_budget: 'Мероприятие обойдётся у сервиса {{provider}} в {{usd}} долл. США, а в его бюджете {{left}}.',
  nearest_service: 'Самый медленный ответ занял {{percent}} % окна; больше всего ушло на {{service}}.',
  nearest_worker: 'Самый медленный ответ занял {{percent}} % окна; больше всего ушло на ожидание рабочего места.',
  nearest_own_work: 'Самый медленный ответ занял {{percent}} % окна; больше всего ушло на работу самого шлюза.',
}
