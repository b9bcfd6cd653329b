import type { English } from '../en.ts'
import type { Wording } from '../wording.ts'

export const audit: Wording<English['audit']> = {
  title: 'Журнал',
  who: 'Кто',
  whoHelp: 'Адрес эл. почты',
  what: 'Что',
  everything: 'Всё',
  allOf: '{{thing}}: все',
  from: 'С',
  to: 'По',
  more: 'Показать ещё',
  noneTitle: 'Изменений нет',
  noneText: 'По вашему запросу ничего не записано.',
  showAll: 'Показать всё',
  onlyThisPerson: 'Только действия этого человека',
  fields_one: '{{count}} поле',
  fields_few: '{{count}} поля',
  fields_many: '{{count}} полей',
  fields_other: '{{count}} поля',
  before: 'Было',
  after: 'Стало',
  things: {
    slot: 'Слоты',
    template: 'Шаблоны',
    job: 'Задания',
    result: 'Снимки',
    gallery: 'Галереи',
    test_run: 'Пробные снимки',
    rehearsal: 'Репетиции',
    pix_image: 'Снимки pix.immo',
    pix_job: 'Заказы pix.immo',
    settings: 'Настройки',
    ingest_password: 'Пароль для фотобудок',
    provider: 'Сервисы',
    provider_key: 'Ключи сервисов',
    queue: 'Очереди',
    cleaner: 'Очистка',
    webhook: 'Вебхуки',
    pix_job: 'Заказы pix.immo',
    pix_shoot: 'Съёмки',
    pix_image: 'Готовые снимки',
    pix_upload: 'Загрузки ретушёров',
    editor_token: 'Токены ретушёров',
    pix_gallery: 'Галереи pix.immo',
    pix_mail: 'Письма pix.immo',
    pix_target: 'Получатели выгрузок',
    pix_export: 'Выгрузки',
    person: 'Люди',
    session: 'Сеансы',
    token: 'Токены',
  },
  kinds: {
    slot: {
      created: 'Слот создан',
      saved: 'Слот сохранён',
      password_changed: 'Пароль слота изменён',
      removed: 'Слот удалён',
    },
    template: {
      added: 'Шаблон добавлен',
      renamed: 'Шаблон переименован',
      rebound: 'Шаблон заменён в слотах',
      removed: 'Шаблон удалён',
    },
    job: {
      retried: 'Фото сделано заново',
      cancelled: 'Фото остановлено',
    },
    result: {
      deleted: 'Снимок удалён досрочно',
    },
    gallery: {
      opened: 'Галерея открыта',
      stopped: 'Галерея закрыта',
    },
    test_run: {
      started: 'Слот опробован',
    },
    rehearsal: {
      started: 'Репетиция начата',
      stopped: 'Репетиция остановлена',
    },
    pix_image: {
      edit_requested: 'Объект нужно убрать со снимка',
      segmented: 'Объект вырезан',
      best_version_chosen: 'Выбрана другая версия снимка',
      caption_written: 'Тексты снимка написаны',
    },
    pix_job: {
      orchestrator_run: 'Заказ передан сервису',
      text_written: 'Тексты экспозе написаны',
    },
    settings: {
      changed: 'Настройки изменены',
    },
    ingest_password: {
      changed: 'Пароль для фотобудок изменён',
    },
    provider: {
      limits_changed: 'Лимиты сервиса изменены',
      rests_ended: 'Пауза сервиса завершена вручную',
    },
    provider_key: {
      changed: 'Ключ сервиса изменён',
    },
    queue: {
      paused: 'Очередь приостановлена',
      resumed: 'Очередь возобновлена',
    },
    cleaner: {
      run: 'Очистка запущена вручную',
    },
    webhook: {
      created: 'Вебхук добавлен',
      changed: 'Вебхук изменён',
      secret_rotated: 'Секрет вебхука заменён',
      tested: 'Вебхук проверен',
      replayed: 'Сообщение отправлено повторно',
      deleted: 'Вебхук удалён',
    },
    pix_job: {
      created: 'Заказ pix.immo создан',
      changed: 'Заказ pix.immo изменён',
    },
    pix_shoot: {
      created: 'Съёмка добавлена',
      changed: 'Съёмка изменена',
    },
    pix_image: {
      delivered: 'Готовый снимок сдан',
      excluded: 'Снимок исключён',
      included: 'Снимок возвращён',
      retried: 'Снимок обработан заново',
      room_set: 'Указана комната снимка',
    },
    pix_upload: {
      begun: 'Загрузка начата',
    },
    editor_token: {
      created: 'Токен для ретушёра создан',
      revoked: 'Токен ретушёра отозван',
    },
    pix_gallery: {
      released: 'Галерея открыта',
      withdrawn: 'Галерея закрыта',
      link_renewed: 'Ссылка галереи обновлена',
    },
    pix_mail: {
      retried: 'Письмо поставлено в очередь снова',
    },
    pix_target: {
      created: 'Получатель выгрузок добавлен',
      changed: 'Получатель выгрузок изменён',
      deleted: 'Получатель выгрузок удалён',
    },
    pix_export: {
      requested: 'Выгрузка запрошена',
    },
    person: {
      created: 'Учётная запись создана',
      changed: 'Роль или доступ изменены',
      password_changed: 'Пароль изменён',
      signed_out: 'Все сеансы завершены',
      deleted: 'Учётная запись удалена',
    },
    session: {
      revoked: 'Устройство отключено',
    },
    token: {
      created: 'Токен создан',
      revoked: 'Токен удалён',
    },
  },
}
