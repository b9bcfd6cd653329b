import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Guard } from '../accounts/guard.ts'
import { type Disclosure, privacyModes } from './disclosure.ts'

interface Dependencies {
  disclosure: Disclosure
  guard: Guard
}

const shownDisclosure = z.object({
  privacy_mode: z.enum(privacyModes).describe('What services get of an image in which something private was found.'),
  services: z.array(z.object({ name: z.string(), country: z.enum(['US']) })).describe('Outside the EU, and set up.'),
})

/** Where images may go, for whoever brings them. */
export const disclosureRoutes: FastifyPluginAsyncZod<Dependencies> = async (server, { disclosure, guard }) => {
  const { privacyMode, services } = disclosure
  server.get(
    '/api/pix/disclosure',
    {
      onRequest: guard('viewer', 'pix:read'),
      schema: {
        ...{
          operationId: 'readPixDisclosure',
          summary: 'Which services outside the EU may get images',
          tags: ['pix.immo'],
        },
        response: { 200: shownDisclosure },
      },
    },
    async () => ({ privacy_mode: privacyMode, services }),
  )
}
