import type { Wording } from '../../wording.ts'
import type { hint as english } from './en.ts'

export const hint: Wording<typeof english> = {
  png: 'Die Bilder werden PNG: etwa fünfmal so groß.',
  webp: 'Die Bilder werden WebP: das öffnet nicht jedes Foto- oder Druckprogramm.',
  async_answer: 'Die Fotobox fragt später: DSLR Remote Pro bekommt einen Link und kein Bild.',
  async_timeout:
    'Was geschehen soll, wenn das Bild nicht rechtzeitig fertig ist ({{onTimeout}}), gilt nicht, wenn die Fotobox später fragt.',
  timeout: 'Ist der Dienst langsam, bekommen die Gäste kein Bild.',
  short_window: 'Das Zeitfenster von {{window}} s ist kürzer als die {{usual}} s, die {{choice}} gewöhnlich braucht.',
  no_key: 'Für {{providers}} fehlt noch der Schlüssel: jeder Aufruf scheitert.',
  paid_end:
    'Am Ende steht {{choice}}, und das kostet: scheitert es, gibt es kein Bild. Das Studio als letzte Wahl kostet nichts.',
  no_budget: 'Es gibt kein Budget: was dieser Slot ausgeben darf, ist nicht begrenzt.',
  open_and_paid: 'Der Zugang ist offen: wer die Adresse kennt, gibt Ihr Geld aus.',
  paid_twice: 'Antwortet ein Dienst nie, wird er noch einmal gefragt: ein Foto kann doppelt kosten.',
  originals_kept: 'Die Fotos der Gäste bleiben so lange wie ihre Bilder: {{hours}} h.',
}
