import { checkConnection } from './connection.ts'
import { Failure } from './failure.ts'

interface Sending {
  onProgress(share: number): void
}

/** Not `fetch`, which does not tell how much has gone. `onProgress` gets 0 to 1. */
export function sendForm<Body>(address: string, form: FormData, { onProgress }: Sending): Promise<Body> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0)
    request.onload = () => {
      const body = parse(request.responseText)
      if (request.status < 300) resolve(body as Body)
      else reject(new Failure(request.status, body))
    }
    request.onerror = () => {
      void checkConnection()
      reject(new Failure(0))
    }
    request.open('POST', address)
    request.send(form)
  })
}

function parse(text: string): object {
  try {
    return JSON.parse(text) as object
  } catch {
    return {}
  }
}
