import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmdirSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Test } from 'tap'

const mount = (...argv: string[]) => execFileSync('mount', argv, { stdio: 'pipe' })
const unmount = (directory: string) => execFileSync('umount', [directory], { stdio: 'pipe' })

/** Mounts a disk of one megabyte until the test ends, or until it is taken away. */
export function mountTinyDisk(t: Test, directory: string) {
  let isMounted = true
  mount('-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', directory)
  const takeAway = () => {
    if (isMounted) unmount(directory)
    isMounted = false
  }
  t.teardown(takeAway)
  return {
    takeAway,
    makeReadOnly: () => mount('-o', 'remount,ro', directory),
    makeWritable: () => mount('-o', 'remount,rw', directory),
  }
}

/** Why a test with disks cannot run here, if it cannot. */
export function withDisks(): { skip?: string } {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'photochanger-mount-'))
  try {
    mount('-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', directory)
    unmount(directory)
    return {}
  } catch (error) {
    return { skip: `cannot mount a tmpfs here: ${String((error as { stderr?: Buffer }).stderr ?? error).trim()}` }
  } finally {
    rmdirSync(directory)
  }
}
