import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { requireKey, type Store } from '../store.ts'

interface Dependencies {
  client: S3Client
  bucket: string
}

/** Addresses are made here, without asking anybody. */
export function createSigning({ client, bucket: Bucket }: Dependencies): Pick<Store, 'signRead' | 'signWrite'> {
  return {
    async signRead(key, { seconds, type, fileName }) {
      const command = new GetObjectCommand({
        ...{ Bucket, Key: requireKey(key) },
        ...(type !== undefined && { ResponseContentType: type }),
        ...(fileName !== undefined && { ResponseContentDisposition: `inline; filename="${asHeader(fileName)}"` }),
      })
      return getSignedUrl(client, command, { expiresIn: seconds })
    },

    async signWrite(key, { seconds, type, bytes, sha256 }) {
      const checksum = Buffer.from(sha256, 'hex').toString('base64')
      const target = { Bucket, Key: requireKey(key), ContentType: type, ContentLength: bytes }
      const address = await getSignedUrl(client, new PutObjectCommand({ ...target, ChecksumSHA256: checksum }), {
        expiresIn: seconds,
        // In the address it would bind nobody; as a header it must be sent, and as it was signed.
        unhoistableHeaders: new Set([checksumHeader]),
        signableHeaders: new Set(['host', 'content-type', 'content-length']),
      })
      const headers = { 'content-type': type, 'content-length': String(bytes), [checksumHeader]: checksum }
      return { method: 'PUT', address, headers }
    },
  }
}

const checksumHeader = 'x-amz-checksum-sha256'

const asHeader = (fileName: string) => fileName.replaceAll(/[^\x20-\x7e]|["\\]/g, '_')
