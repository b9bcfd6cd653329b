import type { English } from '../en.ts'
import type { Wording } from '../wording.ts'

export const parts: Wording<English['parts']> = {
  keep: 'Отмена',
  shownOnce: 'Скопируйте сейчас: больше это не покажут.',
  picture: {
    short: 'Нет снимка',
    gone: 'Этого снимка нет: файл ещё не создан или отсутствует в хранилище.',
    away: 'Хранилище сейчас недоступно. Снимок будет запрошен снова.',
    offline: 'Снимок не удалось загрузить. Он будет запрошен снова.',
  },
  sessions: {
    unknownDevice: 'Неизвестное устройство',
    thisDevice: 'Это устройство',
    used: 'последний раз {{when}}',
    end: 'Отключить',
    endOne: 'Отключить: {{device}}',
  },
}
