import { spawn } from 'node:child_process'
import { projectDir } from './environment.mjs'

const keptCharacters = 64 * 1024

/**
 * Runs a program to its end, while signals and timers of this process go on.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: Record<string, string | undefined>, signal?: AbortSignal, isShown?: boolean }} options `signal` ends it; `isShown`
 *   lets it use the terminal.
 * @returns {Promise<{ status: number, stdout: string, output: string }>} `output` is both streams, as they came; the last 64 kB.
 */
export const runProgram = (command, args, { env = process.env, signal, isShown = false } = {}) =>
  new Promise((resolve, reject) => {
    const stdio = isShown ? 'inherit' : ['ignore', 'pipe', 'pipe']
    const plain = isShown ? env : { ...env, NO_COLOR: '1', FORCE_COLOR: '0' }
    const child = spawn(command, args, { cwd: projectDir, env: plain, stdio, signal, killSignal: 'SIGTERM' })
    let stdout = ''
    let output = ''
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      stdout = (stdout + text).slice(-keptCharacters)
      output = (output + text).slice(-keptCharacters)
    })
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      output = (output + text).slice(-keptCharacters)
    })
    child.once('error', reject)
    child.once('close', (code) => resolve({ status: code ?? 1, stdout, output }))
  })

/** The last lines that are not empty. */
export const lastLines = (text, count = 12) => text.trim().split('\n').slice(-count).join('\n')
