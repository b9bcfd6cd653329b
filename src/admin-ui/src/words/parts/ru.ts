import type { English } from '../en.ts'
import type { Wording } from '../wording.ts'

export const parts: Wording<English['parts']> = {
  keep: 'Отмена',
  shownOnce: 'Скопируйте сейчас: больше это не покажут.',
  sessions: {
    unknownDevice: 'Неизвестное устройство',
    thisDevice: 'Это устройство',
    used: 'последний раз {{when}}',
    end: 'Отключить',
    endOne: 'Отключить: {{device}}',
  },
}
