import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Model } from '../catalogue/catalogue.ts'
import { readPrepared } from '../prepared-picture.ts'
import type { Order, PreparedImage } from '../service.ts'
import type { TurbotextSettings } from './turbotext-settings.ts'

export interface Form {
  headers: Record<string, string>
  body: string | Readable
}

type Field = readonly [name: string, value: string]
type File = readonly [name: string, image: PreparedImage]

/** The part in which the service is said to take the photo itself. */
const photoPart = 'file'

export function formOf(fields: readonly Field[]): Form {
  return {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString(),
  }
}

/** A form that hands in work. Links are made here: they throw `slot_misconfigured` when nobody outside reaches them. */
export async function orderForm(order: Order, settings: TurbotextSettings, webhook: string | undefined): Promise<Form> {
  const images = imagesOf(order)
  const rest: Field[] = [
    ...(settings.prompt === undefined ? [] : ([['content', settings.prompt]] as const)),
    ...parameterFields(settings),
    ...(webhook === undefined ? [] : ([['webhook', webhook]] as const)),
  ]
  if (settings.sendFile) {
    const files = images.map(([field, image]): File => [image === order.photo ? photoPart : field, image])
    return multipart([['do', 'create_queue'], ...rest], files)
  }
  const links: Field[] = []
  for (const [field, image] of images) links.push([field, await image.link()])
  return formOf([['do', 'create_queue'], ...links, ...rest])
}

/** Which picture goes into which field, as the catalogue says for the method. */
function imagesOf({ photo, templates, model }: Order): File[] {
  return Object.entries(model.fields).flatMap(([role, field]) => {
    const image = role === photo.role ? photo : templates.find((template) => template.role === role)
    return image ? [[field, image] as const] : []
  })
}

function parameterFields({ parameters = {} }: TurbotextSettings): Field[] {
  // A field that a person has emptied says nothing.
  return Object.entries(parameters).flatMap(([name, value = '']) => (value === '' ? [] : [[name, wordFor(value)]]))
}

function wordFor(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return String(value)
}

const endings: Readonly<Record<Model['input']['types'][number], string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
}

function multipart(fields: readonly Field[], files: readonly File[]): Form {
  const boundary = `form-${randomUUID()}`
  const head = (name: string, more = '') =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n`
  const texts = fields.map(([name, value]) => `${head(name)}${value}\r\n`).join('')
  const headOf = ([name, { role, type }]: File) =>
    head(name, `; filename="${role}.${endings[type]}"\r\ncontent-type: ${type}`)
  const end = `--${boundary}--\r\n`
  const bytes = (text: string) => Buffer.byteLength(text)
  const fileBytes = files.reduce((sum, file) => sum + bytes(headOf(file)) + file[1].bytes + 2, 0)

  async function* write(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(texts)
    for (const file of files) {
      yield Buffer.from(headOf(file))
      yield* readPrepared(file[1].path)
      yield Buffer.from('\r\n')
    }
    yield Buffer.from(end)
  }

  return {
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(bytes(texts) + fileBytes + bytes(end)),
    },
    body: Readable.from(write()),
  }
}
