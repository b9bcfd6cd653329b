/** One part of a form, as a client would write it. */
export interface FormPart {
  name: string
  value: string | Buffer
  filename?: string
  type?: string
}

export const boundary = '------------090306000104030805010400'

/** A multipart body, part by part in the given order. */
export function formBody(parts: readonly FormPart[], delimiter = boundary): Buffer {
  const chunks = parts.flatMap(({ name, value, filename, type }) => [
    Buffer.from(
      `--${delimiter}\r\nContent-Disposition: form-data; name="${name}"${filename === undefined ? '' : `; filename="${filename}"`}\r\n${type ? `Content-Type: ${type}\r\n` : ''}\r\n`,
    ),
    Buffer.from(value),
    Buffer.from('\r\n'),
  ])
  return Buffer.concat([...chunks, Buffer.from(`--${delimiter}--\r\n`)])
}

export const formType = `multipart/form-data; boundary=${boundary}`

/** The usual form: a password and a photo. */
export function photoForm(photo: Buffer, password: string | null, extra: FormPart[] = []): FormPart[] {
  const passwordPart = password === null ? [] : [{ name: 'password', value: password }]
  return [
    ...extra,
    ...passwordPart,
    { name: 'fileToUpload', value: photo, filename: 'IMG_0001.JPG', type: 'image/jpeg' },
  ]
}

interface PostOptions {
  headers?: Record<string, string>
  delimiter?: string
}

/** Posts a form over a real socket. */
export async function postForm(url: string, parts: FormPart[], { headers = {} }: PostOptions = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': formType, ...headers },
    body: new Uint8Array(formBody(parts)),
  })
}
