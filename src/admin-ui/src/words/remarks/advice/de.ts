import type { Wording } from '../../wording.ts'
import type { advice as english } from './en.ts'

export const advice: Wording<typeof english> = {
  set_key: 'Tragen Sie seinen Schlüssel ein.',
  provider:
    'Stellen Sie ein schnelleres Modell nach vorn, ein weiteres dahinter (das Studio kostet nichts), oder verlängern Sie das Zeitfenster.',
  rate_limit:
    'Erbitten Sie beim Dienst mehr Aufrufe pro Minute und tragen Sie sie als Grenze ein, geben Sie einigen Slots ein anderes Modell, oder stellen Sie eines dahinter.',
  concurrency_limit:
    'Erbitten Sie beim Dienst mehr gleichzeitige Aufrufe und tragen Sie sie als Grenze ein, oder geben Sie einigen Slots ein anderes Modell.',
  workers: 'Setzen Sie WORKER_CONCURRENCY auf mindestens {{workers}}, oder starten Sie einen weiteren Knoten.',
  slot_limit: 'Erlauben Sie {{slot}} mindestens {{booths}} Fotos zugleich, so viele wie Fotoboxen.',
  queue_capacity: 'Erhöhen Sie QUEUE_CAPACITY.',
  disk: 'Schaffen Sie Platz, oder bewahren Sie Bilder kürzer auf.',
  budget: 'Erhöhen Sie das Budget.',
  slot_settings: 'Öffnen Sie {{slot}} und beheben Sie, was er beanstandet.',
  gateway: 'Geben Sie ihm einen schnelleren Rechner, kleinere Fotos oder einen weiteren Knoten.',
  nothing_played: 'Lassen Sie sie länger laufen.',
  slot_budget: 'Erhöhen Sie das Budget des Slots {{slot}}, oder nehmen Sie ein günstigeres Modell.',
  provider_budget: 'Erhöhen Sie das Budget des Dienstes {{provider}}, oder nehmen Sie ein günstigeres Modell.',
  nothing: 'Es ist nichts zu tun.',
}
