import t from 'tap'
import { createImageCopies } from '../../src/pix/image-copies.ts'
import { drawAnalysisCopy } from '../../src/pix/pictures.ts'
import { startServices } from './services-stage.ts'

t.test(
  '002-16 what leaves is what the privacy check gives of that version, and nothing without a report',
  async (t) => {
    const { rows, addPhoto, store } = await startServices(t)
    const image = await rows.findImage(await addPhoto(await rows.addJob(), { roomType: 'kitchen' }))
    if (!image) throw new Error('no image')
    const { signal } = new AbortController()
    const asked: unknown[] = []
    const findings = [{ type: 'face', subtype: null, box: [0, 0, 0.1, 0.1], score: 1, text_hash: null }] as const
    const copies = (found: typeof findings | undefined, isWithheld = false) =>
      createImageCopies({
        store,
        findingsOf: () => found as never,
        async copyChecked({ picture, ...rest }, side) {
          asked.push([rest, side])
          const { bytes } = await drawAnalysisCopy(picture, 1536, signal)
          return isWithheld ? { withheld: 'flagged' } : { withheld: null, bytes, blurredBoxes: rest.findings.length }
        },
      })
    t.equal(await copies(undefined)(image, {}, signal), 'withheld')
    t.equal(asked.length, 0)
    t.match(await copies(findings)(image, {}, signal), { blurredBoxes: 1 })
    t.match(await copies(findings)(image, { isFullSize: true }, signal), { blurredBoxes: 1 })
    t.match(asked, [
      [{ verdict: 'clear', findings, roomType: 'kitchen' }, 1536],
      [{ verdict: 'clear', findings, roomType: 'kitchen' }, 3000],
    ])
    t.equal(await copies(findings, true)(image, {}, signal), 'withheld')
    await t.rejects(copies(findings)(image, { version: 'clean_v7' }, signal), { code: 'unavailable' })
  },
)
