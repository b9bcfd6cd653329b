#!/usr/bin/env node
'use strict'

// CommonJS on purpose: it runs before any thread of libuv's pool is started, and on any Node there is.
const { spawnSync } = require('node:child_process')
const path = require('node:path')

const oldestMajor = 24

if (Number(process.versions.node.split('.')[0]) < oldestMajor) {
  // The machine's own Node may be older; the project brings the right one along.
  const own = path.join(__dirname, '..', 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')
  const { status, error } = spawnSync(own, [__filename, ...process.argv.slice(2)], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (error) console.error(`PhotoChanger needs Node ${oldestMajor}; run "npm ci" first. (${error.code})`)
  process.exit(status ?? 1)
}

// glibc keeps a heap for every thread that ever decoded a picture, and gives none of them back: half as much memory with
// two. It looks before the program begins, so the program begins again, as the same process.
const isBare = process.platform === 'linux' && process.env.MALLOC_ARENA_MAX === undefined && !process.send
if (isBare && typeof process.execve === 'function') {
  const argv = [process.execPath, ...process.execArgv, __filename, ...process.argv.slice(2)]
  process.execve(process.execPath, argv, { ...process.env, MALLOC_ARENA_MAX: '2' })
}

// sharp decodes on libuv's pool; with its usual 4 threads a few pictures keep every file access waiting for a second.
process.env.UV_THREADPOOL_SIZE ??= '16'
// Photos are memory outside of V8's heap, which it counts all the same; with its usual step it collects twice per photo.
require('node:v8').setFlagsFromString('--heap-growing-percent=400')
require('node:module').enableCompileCache()

import('../src/cli/main.ts').then(
  ({ main }) => main(process.argv.slice(2)),
  (error) => {
    console.error(error)
    process.exitCode = 1
  },
)
