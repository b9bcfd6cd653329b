import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { type Clock, systemClock } from '../clock.ts'
import { signalAt } from '../deadline.ts'
import { sniffImageType } from '../media/image-type.ts'
import { readShootArguments, type ShootArguments, shootUsage, UsageError } from './arguments.ts'
import { differentShot } from './different-shot.ts'
import { buildDslrRequest, type DslrPhoto } from './dslr-request.ts'
import { explainAnswer, explainNoAnswer, failureReasonOf } from './explain-failure.ts'
import { type Picture, pictureOfAnswer } from './picture-of-answer.ts'
import { createPictureSaver, type PictureSaver } from './picture-saver.ts'
import { type PhotoAnswer, postPhoto } from './post-photo.ts'
import { createShotProgress, type TextStream } from './shot-progress.ts'
import { describeShot, describeShots, type Outcome } from './shot-report.ts'

export interface ShootIo {
  stdout: TextStream
  stderr: TextStream
  stdin: NodeJS.ReadableStream
  environment: Record<string, string | undefined>
  clock?: Clock
}

interface Photo extends DslrPhoto {
  file: string
  sha1: string
}

interface Shot {
  number: number
  photo: Photo
}

/** The command `photochanger shoot`: sends photos as DSLR Remote Pro does. Resolves to the exit code. */
export async function shoot(argv: string[], io: ShootIo): Promise<number> {
  try {
    const plan = readShootArguments(argv)
    if (plan) return await runPlan(plan, io)
    io.stdout.write(shootUsage)
    return 0
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    io.stderr.write(`${error.message}\n`)
    return 2
  }
}

async function runPlan(plan: ShootArguments, io: ShootIo): Promise<number> {
  const { clock = systemClock } = io
  const { files, count, out, slot, parallel } = plan
  const photos = await Promise.all(files.map(loadPhoto))
  const shots = planShots(photos, count)
  const takeShot = createShooter({
    plan,
    clock,
    password: await readPassword(plan.password, io),
    savePicture: await createPictureSaver({ out, slot, pictures: shots.length, isSeries: count > 1 }),
  })

  const [only] = shots
  if (only && shots.length === 1) {
    const outcome = await takeShot(only)
    if (outcome.timings) io.stdout.write(describeShot(outcome))
    return conclude([outcome], io.stderr)
  }
  const startedAt = clock.monotonic()
  const progress = createShotProgress(io.stderr, shots.length)
  const outcomes = await takeAll(shots, parallel, async (shot) => {
    const outcome = await takeShot(shot)
    progress.shotEnded(outcome)
    return outcome
  })
  progress.end()
  io.stdout.write(describeShots(outcomes, clock.monotonic() - startedAt))
  return conclude(outcomes, io.stderr)
}

/** The first round has the photos as they are; the others are other shots of the same. */
function planShots(photos: Photo[], count: number): Shot[] {
  const rounds = Array.from({ length: count }, (_, round) =>
    round === 0 ? photos : photos.map((photo) => anotherOf(photo, round + 1)),
  )
  return rounds.flat().map((photo, index) => ({ number: index + 1, photo }))
}

function anotherOf(photo: Photo, round: number): Photo {
  const bytes = differentShot(photo.bytes, round)
  return { ...photo, bytes, sha1: sha1Of(bytes) }
}

const sha1Of = (bytes: Buffer) => createHash('sha1').update(bytes).digest('hex')

async function loadPhoto(file: string): Promise<Photo> {
  const bytes = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') throw new UsageError(`There is no file ${file}.`, { cause })
    throw new UsageError(`The file ${file} cannot be read (${cause.code}).`, { cause })
  })
  return {
    file,
    bytes,
    filename: path.basename(file),
    type: sniffImageType(bytes) ?? 'application/octet-stream',
    sha1: sha1Of(bytes),
  }
}

/** An empty password is none: a booth whose password field is empty does not send the part. */
async function readPassword(given: string | undefined, { stdin, environment }: ShootIo): Promise<string | undefined> {
  if (given !== '-') return given ?? environment.PHOTOCHANGER_PASSWORD
  const lines = createInterface({ input: stdin, terminal: false })
  for await (const line of lines) return line
  throw new UsageError('There is no password on standard input.')
}

interface ShooterDependencies {
  plan: ShootArguments
  password: string | undefined
  savePicture: PictureSaver
  clock: Clock
}

function createShooter({ plan, password, savePicture, clock }: ShooterDependencies) {
  const { url, fields, fileFirst, isAsync, timeoutSeconds } = plan

  async function send({ number, photo }: Shot): Promise<PhotoAnswer> {
    const request = buildDslrRequest({
      photo,
      password,
      fields: { hash: photo.sha1, ...fields },
      shotNumber: number,
      fileFirst,
      extraHeaders: isAsync ? { Prefer: 'respond-async' } : {},
    })
    const late = new DOMException('the booth would not wait longer', 'TimeoutError')
    const { signal, release } = signalAt(clock, timeoutSeconds * 1000, late)
    try {
      return await postPhoto(url, request, { signal, clock })
    } finally {
      release()
    }
  }

  /** A picture that came and cannot be written must not look like a failure of the gateway. */
  async function keep(picture: Picture, { file }: Photo): Promise<Partial<Outcome>> {
    try {
      const saved = await savePicture(picture, file)
      return saved ? { saved: { file: saved, type: picture.type, bytes: picture.bytes.length } } : {}
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      return { isOk: false, complaint: `The picture came, but it could not be saved (${code}).` }
    }
  }

  return async function takeShot(shot: Shot): Promise<Outcome> {
    let answer: PhotoAnswer
    try {
      answer = await send(shot)
    } catch (error) {
      const complaint = explainNoAnswer(error, url)
      return { isOk: false, label: 'no answer', timings: null, headers: {}, saved: null, complaint }
    }
    const picture = answer.status === 200 ? pictureOfAnswer(answer) : null
    return { ...judge(answer, picture, url), ...(picture && (await keep(picture, shot.photo))) }
  }
}

function judge(answer: PhotoAnswer, picture: Picture | null, url: URL): Outcome {
  const { status, timings, headers } = answer
  const isOk = status === 202 || picture !== null
  const reason = failureReasonOf(answer)
  const label = isOk || !reason ? String(status) : `${status} ${reason}`
  return { isOk, label, timings, headers, saved: null, complaint: isOk ? null : explainAnswer(answer, url) }
}

/** Keeps `parallel` shots on their way; the outcomes come in the order of the shots. */
async function takeAll(shots: Shot[], parallel: number, take: (shot: Shot) => Promise<Outcome>): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  const waiting = shots.entries()
  async function work(): Promise<void> {
    for (const [index, shot] of waiting) outcomes[index] = await take(shot)
  }
  await Promise.all(Array.from({ length: Math.min(parallel, shots.length) }, work))
  return outcomes
}

/** Says what went wrong, the same complaint once, and gives the exit code. */
function conclude(outcomes: Outcome[], stderr: TextStream): number {
  const complaints = outcomes.flatMap(({ complaint }) => complaint ?? [])
  for (const complaint of new Set(complaints)) {
    const times = complaints.filter((other) => other === complaint).length
    stderr.write(times > 1 ? `${complaint} (${times} times)\n` : `${complaint}\n`)
  }
  return outcomes.every(({ isOk }) => isOk) ? 0 : 1
}
