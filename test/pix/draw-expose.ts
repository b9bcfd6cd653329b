import { randomUUID } from 'node:crypto'
import type { PixLocale } from '../../src/pix/rooms.ts'
import { roomTypes, viewTypes } from '../../src/pix/rooms.ts'
import { hashOfJobExpose, type JobExpose } from '../../src/pix/shapes/job-expose.ts'
import { createRandom, type Random } from '../support/random.ts'

type Image = JobExpose['images'][number]
const hexadecimal = [...'0123456789abcdef'] as [string, ...string[]]
const sha256 = (random: Random) => Array.from({ length: 64 }, () => random.pick(hexadecimal)).join('')
const some = <Value>(random: Random, most: number, draw: (index: number) => Value) =>
  Array.from({ length: random.whole(0, most) }, (_, index) => draw(index))

function localised<Value>(random: Random, draw: (locale: PixLocale) => Value): Partial<Record<PixLocale, Value>> {
  return { ...(random.chance(0.9) ? { de: draw('de') } : {}), ...(random.chance(0.7) ? { en: draw('en') } : {}) }
}

/** Everything that is internal has this in it, so that it is seen wherever it comes out. */
export const secret = 'SECRET'

function drawImage(random: Random, index: number): Image {
  const box: [number, number, number, number] = [0.1, 0.2, 0.3, 0.4]
  return {
    image_id: randomUUID(),
    filename: `Bild ${index}.jpg`,
    sha256: sha256(random),
    bytes: random.whole(1, 1e7),
    width: random.whole(1, 6000),
    height: random.whole(1, 6000),
    revision: random.whole(1, 3),
    room_type: random.pick(roomTypes),
    view_type: random.pick(viewTypes),
    captions: localised(random, (locale) => ({
      short: `kurz ${locale}`,
      long: `lang\n${locale}`,
      alt: `alt ${locale}`,
    })),
    objects: some(random, 3, () => ({ label: secret, box, score: null })),
    cleanup_possible: random.chance(0.5),
    cleanup_candidates: some(random, 3, (at) => ({
      id: `${secret}-${at}`,
      label: secret,
      box,
      score: 0.5,
      source: secret,
      suggested_prompt: secret,
      state: random.pick(['open', 'removed', 'dismissed']),
    })),
    privacy: { verdict: random.pick(['clear', 'flagged', 'cleared_by_admin']), finding_types: [secret] },
    best_version: random.chance(0.5) ? 'master' : `clean_v${random.whole(1, 9)}`,
    sort_index: index,
    usable: random.chance(0.7),
    is_cover: random.chance(0.2),
  }
}

/** An exposé of a job as it may be. The same seed draws the same but for the ids. */
export function drawJobExpose(seed: number): JobExpose {
  const random = createRandom(seed)
  const images = some(random, 12, (index) => drawImage(random, index))
  const ids = images.map((image) => image.image_id)
  const content: Omit<JobExpose, 'content_hash' | 'generated_at' | 'revision'> = {
    schema: 'piximmo.job_expose/1',
    job_id: 'ABC123',
    job_number: 'PIX-1',
    title: random.chance(0.5) ? 'Haus am See' : null,
    locale_default: 'de',
    shoots: [{ shoot_id: `S-${secret}`, shoot_code: 'AB3KQ' }],
    counts: { registered: 14, processed: images.length, error: 1, excluded: 1, usable: images.length },
    images,
    rooms: roomTypes
      .map((room_type) => ({
        room_type,
        image_ids: images.filter((image) => image.room_type === room_type).map((image) => image.image_id),
      }))
      .filter(({ image_ids }) => image_ids.length > 0),
    object_totals: { [secret]: 3, __proto: 1 },
    cleanup: { images_with_candidates: 1, total_candidates: 2 },
    expose: localised(random, (locale) => ({
      headline: `Titel ${locale}`,
      short: '',
      description: 'Ein Haus.',
      features: '',
      other: '',
      word_count: 2,
      source: 'gpt',
      locked_by_human: true,
    })),
    highlights: some(random, 3, () => ({
      text: { de: 'Seeblick' },
      image_ids: ids.filter(() => random.chance(0.4)),
    })),
    errors: [{ image_id: randomUUID(), filename: `${secret}.jpg`, error_message: `${secret}: /var/lib` }],
  }
  return {
    ...content,
    revision: random.whole(0, 5),
    content_hash: hashOfJobExpose(content),
    generated_at: '2026-11-21T12:00:00.000Z',
  }
}
