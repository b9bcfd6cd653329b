import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { createPeople } from '../accounts/people.ts'
import { readConfig } from '../config.ts'
import { createLogger, openWorld } from '../main.ts'

const usage = `photochanger admin create EMAIL [--password -]

Makes an administrator, or gives an existing account a new password. Without --password a random one is printed;
with "--password -" it is read from standard input.
`

/** The way in for whoever has lost the first password. */
export async function admin([verb, ...argv]: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: { password: { type: 'string' } },
  })
  const email = z.email().safeParse(positionals[0])
  if (verb !== 'create' || !email.success || (values.password ?? '-') !== '-') {
    process.stderr.write(usage)
    return 2
  }
  const given = values.password === '-' ? (await text(process.stdin)).trim() : undefined
  if (given !== undefined && (given.length < 8 || given.length > 128)) {
    process.stderr.write('A password has 8 to 128 characters.\n')
    return 2
  }
  const config = readConfig(process.env)
  const { world, close } = await openWorld({ config, log: createLogger('warn'), asServer: false, onFatal: () => {} })
  try {
    const password = await createPeople(world).putAdmin({ email: email.data, password: given })
    process.stdout.write(
      password ? `${email.data} is an administrator. Password: ${password}\n` : `${email.data} is an administrator.\n`,
    )
    return 0
  } finally {
    await close()
  }
}
