import sharp from 'sharp'
import t from 'tap'
import { differentShot } from '../../src/cli/different-shot.ts'
import { jpeg, quarters } from '../support/pictures.ts'

t.test('another shot has other bytes and the same pixels', async (t) => {
  const photo = await jpeg(64, 48)
  const [second, third] = [differentShot(photo, 2), differentShot(photo, 3)]
  t.notOk(second.equals(photo))
  t.notOk(second.equals(third))
  t.same(await sharp(second).raw().toBuffer(), await sharp(photo).raw().toBuffer())
})

t.test('what is no JPEG stays as it is', async (t) => {
  const png = await quarters(8, 8)
  t.equal(differentShot(png, 2), png)
})
