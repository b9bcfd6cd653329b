import t from 'tap'
import { canonicalFileName, parseFileName } from '../../src/pix/file-name-grammar.ts'
import { checkFileName, requireFileName, sentenceOfFault } from '../../src/pix/file-names.ts'
import { findRoom, foldWord, roomRank, rooms, roomTypes } from '../../src/pix/rooms.ts'
import { createRandom } from '../support/random.ts'

type Said = Exclude<ReturnType<typeof parseFileName>, { fault: unknown }>

t.test('002-09 the name of a picture tells room, number, version and frame', async (t) => {
  const table: [name: string, said: Partial<Said>][] = [
    ['Livingroom_01.jpg', { room: 'living_room', index: 1, pattern: 'room', extension: 'jpg' }],
    ['Kitchen_01', { room: 'kitchen', index: 1, extension: '' }],
    ['Küche_3.JPG', { room: 'kitchen', index: 3, extension: 'jpg' }],
    ['Küche_3.JPG'.normalize('NFD'), { room: 'kitchen', index: 3, name: 'Küche_3.JPG'.normalize('NFC') }],
    [
      '2025-10-28-AB3KQ_gaeste-wc_007_v2.jpg',
      { room: 'guest_wc', index: 7, version: 2, date: '2025-10-28', code: 'AB3KQ', pattern: 'shoot' },
    ],
    ['20251028-ab3kq_living_room_001_v1.jpg', { room: 'living_room', index: 1, code: 'AB3KQ', date: '2025-10-28' }],
    [
      'AB20251028_101500_x1y2z_BED2_g004_e-2.dng',
      { room: 'bedroom', stack: 'g004', ev: -2, code: 'X1Y2Z', pattern: 'capture', extension: 'dng' },
    ],
    ['DSC01234.JPG', { room: 'undefined_space', pattern: 'camera' }],
    // The relatives of each.
    ['AB3KQ_kueche_12.jpeg', { room: 'kitchen', index: 12, code: 'AB3KQ', pattern: 'shoot' }],
    ['ab3kq_LIVING_ROOM_001.heic', { room: 'living_room', index: 1, code: 'AB3KQ' }],
    ['2025-10-28-AB3KQ_bad_003_v1_g001_e+2.cr3', { room: 'bathroom', index: 3, version: 1, stack: 'g001', ev: 2 }],
    ['2025-10-28-ab3kq-living_room-001-v1.heic', { room: 'living_room', index: 1, version: 1, pattern: 'phone' }],
    ['2025-10-28-ab3kq-guest-wc-04.jpg', { room: 'guest_wc', index: 4, pattern: 'phone' }],
    ['20251028007bedroom-fl1og-1-2.heic', { room: 'bedroom', index: 7, date: '2025-10-28', pattern: 'capture' }],
    ['g001-e-2.dng', { stack: 'g001', ev: -2, pattern: 'frame', room: 'undefined_space' }],
    ['G012_E0.dng', { stack: 'g012', ev: 0, pattern: 'frame' }],
    ['DSC01234_g002_e+4.ARW', { stack: 'g002', ev: 4, pattern: 'camera' }],
    ['0d9f3a52-6f0b-4a57-9a39-5b1f6f4dbb11_hr.jpg', { imageId: '0d9f3a52-6f0b-4a57-9a39-5b1f6f4dbb11' }],
    ['0D9F3A52-6f0b-4a57-9a39-5b1f6f4dbb11_3000.jpg', { imageId: '0d9f3a52-6f0b-4a57-9a39-5b1f6f4dbb11' }],
    ['0d9f3a52-6f0b-4a57-9a39-5b1f6f4dbb11_g001_e-2.dng', { pattern: 'image', stack: 'g001', ev: -2 }],
    ['clean_v3.jpg', { pattern: 'edit', version: 3 }],
    ['base.jpg', { pattern: 'edit' }],
    ['_MG_0815.JPG', { pattern: 'camera' }],
    ['IMG_001.jpg', { pattern: 'camera', room: 'undefined_space' }],
    ['IMG_20251028_101500.jpg', { pattern: 'camera' }],
    ['P1010001.JPG', { pattern: 'camera' }],
    ['Bad 2.jpg', { room: 'bathroom', index: 2, pattern: 'room' }],
    ['BATH1_2.jpg', { room: 'bathroom', index: 2 }],
    ['Küche (3).jpg', { room: 'kitchen', index: 3 }],
    ['Wohnzimmer.jpg', { room: 'living_room', pattern: 'room' }],
    ['Schlafzimmer OG 1.jpg', { room: 'bedroom', index: 1 }],
    ['grosses-bad_01.jpg', { room: 'bathroom', index: 1 }],
    ['Guest_WC_01.jpg', { room: 'guest_wc', index: 1, pattern: 'room' }],
    ['Salon_blau_01.jpg', { room: 'living_room', index: 1, pattern: 'room' }],
    ['Traumschloss_01.jpg', { room: 'undefined_space', roomRaw: 'Traumschloss', index: 1 }],
    // Not a day, so it is no date.
    ['2025-13-28-AB3KQ_bad_001.jpg', { pattern: 'unknown', room: 'undefined_space' }],
    ['20250230-AB3KQ_bad_001.jpg', { pattern: 'unknown' }],
    ['19990101-AB3KQ_bad_001.jpg', { pattern: 'unknown' }],
    ['constructor_01.jpg', { pattern: 'room', room: 'undefined_space' }],
    ['__proto___01.jpg', { room: 'undefined_space' }],
    ['42', { pattern: 'unknown' }],
    ['a.jpg.exe', { extension: 'exe', pattern: 'unknown' }],
  ]
  for (const [name, said] of table) t.match(parseFileName(name), said, name)
  t.notOk('index' in parseFileName('DSC01234.JPG'), 'what a name does not say is not there')
})

t.test('001-03 names that are no plain name are refused, and never mended', async (t) => {
  const table: [fault: string, names: string[]][] = [
    ['empty', ['']],
    ['path', ['../../x.jpg', '..', '.', 'a/b.jpg', 'a\\b.jpg', '/etc/passwd', 'C:\\x.jpg', '..\\x.jpg']],
    [
      'control_character',
      ['a\0.jpg', 'a\n.jpg', 'a\u202egpj.exe', 'a\u200b.jpg', 'a\ud800.jpg', 'a\u00a0b.jpg', '\u2028'],
    ],
    ['reserved_character', ['a:b.jpg', 'a?.jpg', '*.jpg', 'a|b.jpg', '<img>.jpg', '"a".jpg']],
    ['reserved_name', ['con.jpg', 'COM1', 'lpt9.x.jpg', 'NUL', '_keep', '_KEEP']],
    ['edge', ['.htaccess', '.jpg', ' a.jpg', 'a.jpg ', 'a.jpg.', '...']],
    ['too_long', ['x'.repeat(201), 'ü'.repeat(101), 'a\u0301'.repeat(5_000_000)]],
  ]
  for (const [fault, names] of table) {
    for (const name of names) {
      t.same(checkFileName(name), { fault }, `${fault}: ${name.slice(0, 40).replace(/[^ -~]/gu, '·')}`)
      t.same(parseFileName(name), { fault })
      t.throws(() => requireFileName(name))
    }
    t.match(sentenceOfFault(fault as 'empty'), /^The name .*\.$/)
  }
  for (const name of [
    'console.jpg',
    'a..b.jpg',
    'a b.jpg',
    "it's.jpg",
    '日本.jpg',
    '🏠.jpg',
    'a%2f.jpg',
    'x'.repeat(200),
  ]) {
    t.same(checkFileName(name), { name }, name)
  }
})

/** Pieces that names are made of, good ones and bad ones. */
const pieces = [
  ...[
    '_',
    '-',
    ' ',
    '.',
    '_g001',
    '_e-2',
    '_v1',
    '_001',
    '2025-10-28-',
    '20251028',
    'AB3KQ',
    'living',
    'Küche',
    'BED2',
  ],
  ...['(', ')', '__', '..', '/', '\\', '\0', '\u202e', '\ud83c', '🏠', 'ﷺ', 'İ', 'ß', '\u0301', 'clean_v', 'DSC', 'hr'],
  ...['0', '9', 'a', 'Z', '%', ':', '<', 'fl', '-flog-', 'constructor', '__proto__', '_keep', 'con'],
] as const

t.test('001-03 whatever a name is made of, it is refused or fit to be a part of a key', async (t) => {
  const random = createRandom(7)
  let taken = 0
  for (let round = 0; round < 30_000; round += 1) {
    const length = random.whole(0, 9)
    const given = Array.from({ length }, () => random.pick(pieces)).join('')
    const said = parseFileName(given)
    if ('fault' in said) continue
    taken += 1
    const { name, room, index = 0, ev = 0 } = said
    const isFit = name !== '' && !/[/\\\p{C}:*?"<>|]/u.test(name) && Buffer.byteLength(name) <= 200
    const isTrue = Object.hasOwn(rooms, room) && Number.isInteger(index) && Number.isInteger(ev)
    const isSettled = JSON.stringify(parseFileName(name)) === JSON.stringify(said)
    if (!isFit || !isTrue || !isSettled) t.fail(JSON.stringify(given))
  }
  t.ok(taken > 3000, `${taken} were taken`)
})

t.test('001-03 no name takes long to be read', async (t) => {
  const hostile = pieces.flatMap((piece) => [
    piece.repeat(60),
    `${piece.repeat(30)}!`,
    `2025-10-28-AB3KQ_${piece.repeat(25)}_01`,
  ])
  const long = [
    '_'.repeat(200),
    `${'a-'.repeat(99)}!`,
    `Bad${' '.repeat(190)}1`,
    `${'1_'.repeat(98)}v1`,
    'g001_e1'.repeat(28),
  ]
  const started = process.hrtime.bigint()
  for (let round = 0; round < 20; round += 1) for (const name of [...hostile, ...long]) parseFileName(name)
  const each = Number(process.hrtime.bigint() - started) / 1e6 / 20 / (hostile.length + long.length)
  t.ok(each < 1, `${each.toFixed(3)} ms each`)
})

t.test('001-03 one way of names is written, and read again as it was', async (t) => {
  const written = { date: '2025-10-28', code: 'AB3KQ', room: 'living_room', index: 1, version: 1 } as const
  t.equal(canonicalFileName(written), '2025-10-28-AB3KQ_living-room_001_v1.jpg')
  const random = createRandom(11)
  for (const room of roomTypes) {
    const code = Array.from({ length: 5 }, () =>
      random.pick([...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'] as [string]),
    ).join('')
    const said = { ...written, room, code, index: random.whole(0, 999), version: random.whole(1, 999) }
    t.match(parseFileName(canonicalFileName(said)), { ...said, pattern: 'shoot' })
  }
  const unfit = [
    { date: '2025-02-30' },
    { code: 'ab3kq' },
    { index: 1000 },
    { index: -1 },
    { version: 0 },
    { index: 0.5 },
  ]
  for (const wrong of unfit) t.throws(() => canonicalFileName({ ...written, ...wrong }))
})

t.test('001-13 every room is known by its names in both languages, and none by two', async (t) => {
  const all = roomTypes.flatMap((room) => {
    const names = [room, rooms[room].de, rooms[room].en, ...rooms[room].synonyms]
    for (const name of names) t.equal(findRoom(name), room, name)
    return [...new Set(names.map(foldWord))]
  })
  t.equal(new Set(all).size, all.length, 'no word means two rooms')
  for (const { synonyms } of Object.values(rooms)) for (const word of synonyms) t.equal(foldWord(word), word)
})

t.test('001-20 an exposé begins where people live, and ends with what nobody knows', async (t) => {
  const order = [
    'living_room',
    'kitchen',
    'dining_room',
    'bedroom',
    'office',
    'hallway',
    'bathroom',
    'utility_room',
  ] as const
  const then = ['basement', 'balcony', 'terrace', 'garden', 'exterior', 'floor_plan', 'undefined_space'] as const
  const ranks = [...order, ...then].map(roomRank)
  t.same(
    ranks,
    ranks.toSorted((one, other) => one - other),
  )
  t.equal(roomRank('undefined_space'), roomTypes.length - 1)
})
