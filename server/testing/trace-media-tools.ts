import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readEnv } from '@/server/env'

const projectDir = fileURLToPath(new URL('../..', import.meta.url))

export const hasStrace = spawnSync('strace', ['-V']).status === 0
if (!hasStrace && process.platform === 'linux' && readEnv().CI)
  throw new Error('CI must have strace: install the package strace.')

/** What a program may open besides what it was given: itself and the system. */
export const systemFiles: readonly string[] = [
  '/lib/',
  '/usr/lib/',
  '/usr/share/',
  '/etc/ld.so.',
  '/etc/ssl/openssl.cnf',
  '/etc/gcrypt/',
  '/proc/',
  '/sys/',
  '/dev/',
]

export type MediaTrace = {
  readonly stdout: string
  /** Every path that ffmpeg or ffprobe opened or tried to, as they named it. */
  readonly opened: readonly string[]
  /** Lines of connections over the network, of any process. */
  readonly connected: readonly string[]
  /** Lines of the starts of ffmpeg and ffprobe, with their arguments. */
  readonly started: readonly string[]
}

/** A script of ours under strace, with all that it starts; `traceFile` is written. */
export const traceMediaTools = (traceFile: string, script: readonly string[]): MediaTrace => {
  const calls = ['-f', '-qq', '-Y', '-e', 'trace=open,openat,connect,execve', '-e', 'signal=none', '-s', '300']
  const { stdout, stderr, status } = spawnSync(
    'strace',
    [...calls, '-o', traceFile, process.execPath, '--import', 'tsx', ...script],
    { cwd: projectDir, encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`${script[0]} ended with ${status}:\n${stderr.slice(-2_000)}`)
  const lines = readFileSync(traceFile, 'utf8').split('\n')
  return {
    stdout,
    opened: lines
      .filter((line) => /^\d+<(ffmpeg|ffprobe|av:)/.test(line))
      .flatMap((line) => /^\S+ open(?:at)?\((?:AT_FDCWD, )?"([^"]*)"/.exec(line)?.[1] ?? []),
    connected: lines.filter((line) => /connect\(.*AF_INET/.test(line)),
    started: lines.filter((line) => /execve\(.*\/ff(mpeg|probe)"/.test(line)),
  }
}
