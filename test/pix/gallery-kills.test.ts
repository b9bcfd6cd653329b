import t from 'tap'
import type { Store } from '../../src/media/store.ts'
import { galleryExposeKey, galleryImageKey } from '../../src/pix/keys.ts'
import { galleryExposeShape } from '../../src/pix/shapes/gallery-expose.ts'
import { drawJpeg, openPixSide, type PixSide, sha256Of } from './pix-side.ts'

const words = ['find', 'read', 'write', 'writeIf', 'copy', 'delete'] as const

/** Puts itself around every word to the store. */
function listenTo(store: Store, around: <Answer>(word: () => Promise<Answer>) => Promise<Answer>): Store {
  const heard = words.map((name) => {
    const word = store[name] as (...args: unknown[]) => Promise<unknown>
    return [name, (...args: unknown[]) => around(() => word(...args))]
  })
  return { ...store, ...Object.fromEntries(heard) }
}

/** What a program finds that looks into the bucket just now, and believes what it is told. */
async function look({ disk }: PixSide, jobId: string): Promise<{ isThere: boolean; wrong: string[] }> {
  const bytes = await disk.read(galleryExposeKey(jobId))
  if (!bytes) return { isThere: false, wrong: [] }
  const wrong: string[] = []
  for (const { filename, sha256 } of galleryExposeShape.read(bytes).images) {
    const picture = await disk.read(galleryImageKey(jobId, filename))
    if (!picture || sha256Of(picture) !== sha256) wrong.push(`${filename} ${picture ? 'is another' : 'is missing'}`)
  }
  return { isThere: true, wrong }
}

/** A gallery of two; then one goes, one becomes another, and one is new. Calls may be listened to from the change on. */
async function openChangingGallery(t: Parameters<typeof openPixSide>[0]) {
  let around = <Answer>(word: () => Promise<Answer>) => word()
  const side = await openPixSide(t, { wrapStore: (store) => listenTo(store, (word) => around(word)) })
  let number = 0
  const drawNext = () => {
    number += 1
    return drawJpeg(number)
  }
  const listen = (listener: typeof around) => {
    around = listener
  }
  async function change(): Promise<string> {
    listen((word) => word())
    const job = await side.addJob()
    const add = async (name: string) => side.addFinal(job, name, await drawNext())
    const [going, changing] = [await add('Bad.jpg'), await add('Flur.jpg')]
    await side.processAll(job.id)
    await side.setImage(going, { excludedAt: new Date(), excludedBy: 'a', usable: false })
    await side.deliverAgain(job, changing, 'Flur.jpg', await drawNext())
    await add('Küche.jpg')
    for (const { filename } of await side.imagesOf(job.id)) await side.pix.processFinalImage(job.id, filename)
    await side.pix.buildJobExpose(job.id)
    return job.id
  }
  return { side, change, listen }
}

t.test(
  '001-22 001-23 who looks into the bucket never finds a name without its object, however a sync is killed',
  async (t) => {
    const { side, change, listen } = await openChangingGallery(t)
    let died = 0
    let seen = 0
    for (let killAt = 1; ; killAt += 1) {
      const jobId = await change()
      const wrong: string[] = []
      const check = async () => {
        const looked = await look(side, jobId)
        seen += looked.isThere ? 1 : 0
        wrong.push(...looked.wrong)
      }
      let words = 0
      listen(async (word) => {
        words += 1
        if (words > killAt) throw new Error('killed')
        const answer = await word()
        await check()
        if (words === killAt) throw new Error('killed')
        return answer
      })
      const isKilled = await side.pix.syncGallery(jobId).then(
        () => false,
        () => true,
      )
      died += isKilled ? 1 : 0
      listen(async (word) => {
        const answer = await word()
        await check()
        return answer
      })
      await side.pix.syncGallery(jobId)
      t.same(wrong, [], `killed at word ${killAt}`)
      const { images } = galleryExposeShape.read((await side.disk.read(galleryExposeKey(jobId))) ?? Buffer.alloc(0))
      t.same(images.map(({ filename }) => filename).sort(), ['Flur.jpg', 'Küche.jpg'])
      t.same(await look(side, jobId), { isThere: true, wrong: [] })
      t.match(await side.findJob(jobId), { galleryStatus: 'draft_ready', galleryVisibility: 'internal' })
      if (!isKilled) break
    }
    t.ok(died >= 10, `${died} kills`)
    t.ok(seen > died, 'there was something to be seen')
  },
)
