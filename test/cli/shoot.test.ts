import { existsSync, readdirSync, readFileSync } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { setImmediate } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { shoot } from '../../src/cli/shoot.ts'

const jpeg = Buffer.concat([Buffer.from('ffd8ffe000104a464946', 'hex'), Buffer.alloc(2000, 1)])
const result = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(3000, 2)])

interface Received {
  url: string
  headers: http.IncomingHttpHeaders
  fields: Record<string, string | File>
  names: string[]
}

type Answer = (response: http.ServerResponse, received: Received, number: number) => unknown

const picture: Answer = (response) => void response.writeHead(200, { 'content-type': 'image/png' }).end(result)

const refusal =
  (status: number, body: object): Answer =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

const wrongPassword = refusal(401, {
  status: 'error',
  failure_reason: 'invalid_password',
  details: 'The password is wrong.',
  request_id: 'r',
})

/** A stand-in for the gateway that answers as the test says and keeps what it got. */
async function startServer(t: Test, answer: Answer = picture) {
  const received: Received[] = []
  const server = http.createServer(async (request, response) => {
    const body = await buffer(request)
    const headers = { 'content-type': request.headers['content-type'] ?? '' }
    const form = await new Response(body, { headers }).formData()
    const fields = Object.fromEntries(form)
    received.push({ url: request.url ?? '', headers: request.headers, fields, names: [...form.keys()] })
    await answer(response, received.at(-1) as Received, received.length)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received }
}

interface RunOptions {
  stdin?: string
  environment?: Record<string, string>
  isTerminal?: boolean
}

async function run(argv: string[], { stdin = '', environment = {}, isTerminal = false }: RunOptions = {}) {
  const stdout = new PassThrough()
  const stderr = Object.assign(new PassThrough(), { isTTY: isTerminal })
  const code = await shoot(argv, { stdout, stderr, stdin: Readable.from([stdin]), environment })
  const textOf = async (stream: PassThrough) => (await buffer(stream.end())).toString()
  const out = await textOf(stdout)
  const err = await textOf(stderr)
  return { code, out, err }
}

function folderOf(t: Test, names = ['IMG_0003.JPG']) {
  const folder = t.testdir(Object.fromEntries(names.map((name) => [name, jpeg])))
  return {
    photo: path.join(folder, names[0] ?? ''),
    at: (name: string) => path.join(folder, name),
    files: () => readdirSync(folder).sort(),
  }
}

t.test('one photo comes back as a picture beside it, with a short report', async (t) => {
  const { photo, at, files } = folderOf(t)
  const { url, received } = await startServer(t, (response) => {
    response.writeHead(200, {
      'content-type': 'image/png',
      'x-job-id': '0f0f',
      'x-result-url': 'http://booth.example/public/results/0f0f',
      'x-result-expires-at': '2026-11-24T10:00:00.000Z',
      'server-timing': 'upload;dur=12.3, provider;dur=1500, total;dur=1520.9',
    })
    response.end(result)
  })
  const { code, out, err } = await run([photo, '--slot', 'slot-001', '--password', 'secret-1', '--url', url])

  t.equal(code, 0)
  t.equal(err, '')
  t.match(out, /^answer +200 in \d+ ms \(body asked for after \d+ ms, answer began after \d+ ms\)$/m)
  t.match(out, /^job +0f0f$/m)
  t.match(out, /^link +http:\/\/booth.example\/public\/results\/0f0f$/m)
  t.match(out, /^until +2026-11-24T10:00:00.000Z$/m)
  t.match(out, /^timing +upload 12 ms · provider 1.50 s · total 1.52 s$/m)
  t.ok(out.includes(`${at('IMG_0003-slot-001.png')} (image/png, 3 KB)`))
  t.notMatch(out, 'secret-1')
  t.strictSame(files(), ['IMG_0003-slot-001.png', 'IMG_0003.JPG'])
  t.ok(readFileSync(at('IMG_0003-slot-001.png')).equals(result))

  t.match(received, [{ url: '/ingest/slot-001', fields: { password: 'secret-1', model: 'Windows' } }])
  t.notOk(received[0]?.headers.prefer)
  t.equal(received[0]?.names.at(-1), 'fileToUpload')
  const file = received[0]?.fields.fileToUpload as File
  t.match(file, { name: 'IMG_0003.JPG', type: 'image/jpeg', size: jpeg.length })
})

t.test('a picture never takes the place of a file', async (t) => {
  const { photo, at, files } = folderOf(t)
  const { url } = await startServer(t)
  const send = (...more: string[]) => run([photo, '--slot', 'a/b', '--url', url, ...more])
  await send()
  await send()
  await send('--out', photo)
  await send('--out', at('mine.png'))
  await send('--out', at('mine.png'))
  const { out } = await send('--out', at('new-folder'))
  t.ok(readFileSync(photo).equals(jpeg), 'the photo is as it was')
  t.strictSame(files(), [
    'IMG_0003-2.JPG',
    'IMG_0003-a-b-2.png',
    'IMG_0003-a-b.png',
    'IMG_0003.JPG',
    'mine-2.png',
    'mine.png',
    'new-folder',
  ])
  t.ok(out.includes(path.join(at('new-folder'), 'IMG_0003-a-b.png')))
})

t.test('the extension is that of the answer and cannot lead elsewhere', async (t) => {
  const extensions: Record<string, string> = {
    'image/jpeg': 'jpg',
    'image/webp': 'webp',
    'image/svg+xml': 'svg-xml',
    'image/../../x': '-x',
  }
  for (const [type, extension] of Object.entries(extensions)) {
    const { photo, at } = folderOf(t)
    const { url } = await startServer(t, (response) => void response.writeHead(200, { 'content-type': type }).end('x'))
    await run([photo, '--slot', 's', '--url', url])
    t.ok(existsSync(at(`IMG_0003-s.${extension}`)), type)
  }
})

t.test('the password comes from the option, standard input or the environment, or not at all', async (t) => {
  const { photo } = folderOf(t)
  const { url, received } = await startServer(t)
  const environment = { PHOTOCHANGER_PASSWORD: 'from-environment' }
  const cases: [argv: string[], options: RunOptions, sent: string | undefined][] = [
    [['--password', 'from-option'], { environment }, 'from-option'],
    [['--password', '-'], { environment, stdin: 'from stdin \nmore\n' }, 'from stdin '],
    [['--password', '-'], { stdin: 'without-line-end' }, 'without-line-end'],
    [[], { environment }, 'from-environment'],
    [['--password', ''], { environment }, undefined],
    [[], {}, undefined],
  ]
  for (const [argv, options, sent] of cases) {
    await run([photo, '--slot', 's', '--url', url, ...argv], options)
    t.equal(received.at(-1)?.fields.password, sent, argv.join(' '))
  }
})

t.test('fields, order, query and prefix of the address are as asked', async (t) => {
  const { photo } = folderOf(t)
  const { url, received } = await startServer(t)
  const fields = ['--field', 'time=1', '--field', 'survey1_text_1=a=b', '--field', 'hash=']
  await run([photo, '--slot', 'slot 1', '--url', `${url}/api/?session=42`, '--file-first', ...fields])
  t.match(received, [
    {
      url: '/api/ingest/slot%201?session=42',
      names: ['fileToUpload', 'time', /user_id/],
      fields: { time: '1', survey1_text_1: 'a=b', hash: '' },
    },
  ])
})

t.test('an asynchronous photo is answered with a link', async (t) => {
  const { photo, files } = folderOf(t)
  const { url, received } = await startServer(t, (response) => {
    response.writeHead(202, { location: 'http://x/public/jobs/1', 'x-result-url': 'http://x/public/results/1' })
    response.end('{"job_id":"1"}')
  })
  const { code, out } = await run([photo, '--slot', 's', '--url', url, '--async'])
  t.equal(code, 0)
  t.match(out, /^status +http:\/\/x\/public\/jobs\/1$/m)
  t.match(out, /^link +http:\/\/x\/public\/results\/1$/m)
  t.equal(received[0]?.headers.prefer, 'respond-async')
  t.equal(files().length, 1, 'nothing is saved')
})

t.test('what goes wrong is said in one sentence, and the exit code is 1', async (t) => {
  const { photo, files } = folderOf(t)
  const busy = {
    status: 'error',
    failure_reason: 'rate_limited',
    details: 'Too many\u001b[2J requests.',
    retry_after: 7,
  }
  const html: Answer = (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>')
  const cases: [Answer, expected: RegExp][] = [
    [wrongPassword, /^401 invalid_password: The password is wrong\. Give the ingest password with --password - .*\n$/],
    [refusal(429, busy), /^429 rate_limited: Too many \[2J requests\. Try again in 7 s\.\n$/],
    [
      refusal(404, { message: 'no' }),
      /^127\.0\.0\.1:\d+ answered 404, but not as PhotoChanger does\. Is http:.* the right/,
    ],
    [html, /^127\.0\.0\.1:\d+ answered 200 without a picture \(text\/html\)\.\n$/],
    [(response) => void response.destroy(), /^http:\S+ closed the connection without an answer\.\n$/],
    [
      (response) => response.writeHead(200, { 'content-length': 99 }).write('half', () => response.destroy()),
      /^http:\S+ broke off in the middle of its answer\.\n$/,
    ],
  ]
  for (const [answer, expected] of cases) {
    const { url } = await startServer(t, answer)
    const { code, err } = await run([photo, '--slot', 's', '--url', url])
    t.equal(code, 1)
    t.match(err, expected)
  }
  const { code, err } = await run([photo, '--slot', 's', '--url', 'http://127.0.0.1:1'])
  t.equal(code, 1)
  t.equal(err, 'Nothing listens there: is the gateway running at http://127.0.0.1:1?\n')
  t.equal(files().length, 1, 'nothing is saved')
})

t.test('a picture that cannot be saved is not a success, and not the fault of the gateway', async (t) => {
  const { photo, at } = folderOf(t)
  const { url } = await startServer(t)
  const out = at('missing/result.png')
  const { code, err } = await run([photo, '--slot', 's', '--url', url, '--out', out])
  t.equal(code, 1)
  t.equal(err, 'The picture came, but it could not be saved (ENOENT).\n')
})

t.test('after --timeout seconds the booth would print the original', async (t) => {
  const { photo } = folderOf(t)
  const given: number[] = []
  const giveUp = Promise.withResolvers<() => void>()
  const clock = {
    monotonic: () => 0,
    databaseNow: () => t.fail('there is no database here') as never,
    after(milliseconds: number, callBack: () => void) {
      given.push(milliseconds)
      if (milliseconds === 7000) giveUp.resolve(callBack)
      return () => {}
    },
  }
  const { url } = await startServer(t, () => void giveUp.promise.then((callBack) => callBack()))
  const stderr = new PassThrough()
  const stdout = new PassThrough()
  const argv = [photo, '--slot', 's', '--url', url, '--timeout', '7']
  t.equal(await shoot(argv, { stdout, stderr, stdin: Readable.from([]), environment: {}, clock }), 1)
  t.match((await buffer(stderr.end())).toString(), /did not answer in time/)
  t.match(given, [7000])
})

t.test('many shots end in figures, and the exit code is 1 when one failed', async (t) => {
  const { photo, files } = folderOf(t)
  const held: (() => void)[] = []
  let most = 0
  const { url, received } = await startServer(t, async (response, shot, number) => {
    held.push(() => (number === 3 || number === 5 ? wrongPassword : picture)(response, shot, number))
    if (held.length !== 3) return
    // Time enough for a fourth to come, were there one.
    for (let turn = 0; turn < 20; turn += 1) await setImmediate()
    most = Math.max(most, held.length)
    for (const release of held.splice(0)) release()
  })
  const { code, out, err } = await run([photo, '--slot', 's', '--url', url, '--count', '9', '--parallel', '3'])

  t.equal(code, 1)
  t.equal(received.length, 9)
  t.equal(most, 3, 'so many at once')
  const numbers = received.map(({ fields }) => String(fields.id).slice(-9)).sort()
  t.equal(numbers[0], '00000001.')
  t.equal(numbers[8], '00000009.')
  t.match(out, /^shots +9$/m)
  t.match(out, /^ok +7$/m)
  t.match(out, /^ {2}200 +7$/m)
  t.match(out, /^ {2}401 invalid_password +2$/m)
  for (const name of ['p50 ms', 'p95 ms', 'max ms']) t.match(out, new RegExp(`^${name} +\\d+$`, 'm'))
  t.match(out, /^shots per second +\d+\.\d$/m)
  t.match(err, /^9\/9 {2}\d/m, 'a line per shot')
  t.match(err, /^401 invalid_password: .* \(2 times\)$/m, 'each complaint once')
  t.strictSame(files(), ['IMG_0003.JPG'], 'a series is not kept unasked')
})

t.test('a series is kept in a folder, several photos each beside their own', async (t) => {
  const { photo, at, files } = folderOf(t, ['a.jpg', 'b.jpg'])
  const { url, received } = await startServer(t)
  const common = ['--slot', 's', '--url', url]
  const series = await run([photo, ...common, '--count', '3', '--out', at('kept')])
  t.equal(series.code, 0)
  t.match(series.out, /^saved +3$/m)
  t.strictSame(readdirSync(at('kept')).sort(), ['a-s-2.png', 'a-s-3.png', 'a-s.png'])

  const several = await run([photo, at('b.jpg'), ...common])
  t.equal(several.code, 0)
  t.match(several.out, /^shots +2$/m)
  t.strictSame(files(), ['a-s.png', 'a.jpg', 'b-s.png', 'b.jpg', 'kept'])

  const refused = await run([photo, at('b.jpg'), ...common, '--out', at('one.png')])
  t.match(refused, { code: 2, err: '--out must be a folder when more than one picture comes.\n' })
  t.equal(received.length, 5, 'nothing was sent')
})

t.test('on a terminal a series has a bar instead of lines', async (t) => {
  const { photo } = folderOf(t)
  const { url } = await startServer(t)
  const { code, err } = await run([photo, '--slot', 's', '--url', url, '--count', '2'], { isTerminal: true })
  t.equal(code, 0)
  t.match(err, /█+ 2\/2 · 2 ok/)
  t.notMatch(err, /^1\/2/m)
})

t.test('a wrong command sends nothing, says why and exits with 2', async (t) => {
  const { photo, at } = folderOf(t)
  const cases: [argv: string[], expected: RegExp][] = [
    [['--slot', 's'], /^Which photo\?/],
    [[photo], /^Which slot\?/],
    [[at('missing.jpg'), '--slot', 's'], /^There is no file .*missing\.jpg\.\n$/],
    [[at('.'), '--slot', 's'], /cannot be read \(EISDIR\)/],
    [[photo, '--slot', 's', '--url', 'localhost:8080'], /^--url must be an address/],
    [[photo, '--slot', 's', '--count', '0'], /^--count must be a whole number from 1/],
    [[photo, '--slot', 's', '--parallel', 'x'], /^--parallel must be a whole number/],
    [[photo, '--slot', 's', '--field', '=x'], /^--field must be NAME=VALUE/],
    [[photo, '--slot', 's', '--colour'], /Unknown option '--colour'/],
    [[photo, '--slot', 's', '--password', '-'], /^There is no password on standard input\.\n$/],
  ]
  for (const [argv, expected] of cases) {
    const { code, err } = await run(argv)
    t.equal(code, 2, argv.slice(-2).join(' '))
    t.match(err, expected)
  }
})

t.test('--help tells every option', async (t) => {
  const { code, out } = await run(['--help'])
  t.equal(code, 0)
  for (const option of ['--slot', '--password', '--count', '--async', '--timeout']) t.match(out, option)
})
