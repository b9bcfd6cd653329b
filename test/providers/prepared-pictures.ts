import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import sharp from 'sharp'
import type { Workspace } from '../../src/media/scratch.ts'
import type { Model } from '../../src/providers/catalogue/catalogue.ts'
import type { Order, PreparedImage } from '../../src/providers/service.ts'
import { quarters } from '../support/pictures.ts'

export interface Picture {
  role: string
  format?: 'jpeg' | 'png' | 'webp'
  width?: number
  height?: number
  bytes?: Buffer
}

/** A picture on the disk, as an adapter gets it. */
async function prepare({ role, format = 'jpeg', width = 300, height = 200, bytes }: Picture, path: string) {
  const picture = sharp(await quarters(width, height)).toFormat(format)
  const content = bytes ?? (await picture.toBuffer())
  await writeFile(path, content)
  const prepared: PreparedImage = {
    role,
    path,
    type: `image/${format}`,
    bytes: content.length,
    width,
    height,
    sha256: createHash('sha256').update(content).digest('hex'),
    link: async () => {
      throw new Error('nobody asks for a link')
    },
  }
  return prepared
}

interface Wish {
  model: Model
  workspace: Workspace
  photo?: Picture | undefined
  templates?: Picture[] | undefined
}

export async function orderOf({ model, workspace, photo = { role: 'photo' }, templates = [] }: Wish): Promise<Order> {
  return {
    photo: await prepare(photo, workspace.newPath()),
    templates: await Promise.all(templates.map((template) => prepare(template, workspace.newPath()))),
    model,
    workspace,
    wanted: { format: 'jpeg', longestSidePixels: null },
  }
}
