import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { readIfThere } from '../server/private-files.mjs'
import { dataDir, projectDir, say } from './environment.mjs'
import { findRedisProgram, unpackRedis } from './redis.mjs'

export const minimumNode = [20, 19]

/**
 * What the programs outside npm are for. `probe` proves that the thing works, not just that a file of that name is there.
 * `debian` and `brew` are package names; a need without `brew` has no package there and the line says what is lost.
 */
export const needs = [
  {
    name: 'ffmpeg with libx264, libass and libzimg',
    why: 'reads and renders every video',
    debian: ['ffmpeg'],
    brew: ['ffmpeg'],
    probe: () =>
      works('ffprobe', ['-version']) &&
      ['ass', 'zscale', 'sendcmd', 'ebur128'].every((filter) =>
        prints('ffmpeg', ['-hide_banner', '-filters'], new RegExp(`\\s${filter}\\s`)),
      ) &&
      prints('ffmpeg', ['-hide_banner', '-encoders'], /\slibx264\s/),
  },
  {
    name: 'PocketSphinx with its US English model',
    why: 'recognises and times speech with no network',
    debian: ['pocketsphinx', 'pocketsphinx-en-us'],
    probe: () => onPath('pocketsphinx_batch') && existsSync('/usr/share/pocketsphinx/model/en-us/en-us/mdef'),
  },
  {
    name: 'eSpeak NG',
    why: 'tells how words outside the dictionary sound, for timing subtitles',
    debian: ['espeak-ng'],
    brew: ['espeak-ng'],
    probe: () => works('espeak-ng', ['--version']),
  },
  {
    name: 'util-linux (prlimit, setpriv, unshare, chrt)',
    why: 'keeps ffmpeg in bounds while it reads untrusted files, and out of the way of pages',
    debian: ['util-linux'],
    linuxOnly: true,
    probe: () => ['prlimit', 'setpriv', 'unshare', 'ionice', 'chrt'].every(onPath),
  },
  {
    name: 'Noto fonts',
    why: 'draw captions in Arabic, Hebrew, Devanagari, Chinese, Japanese, Korean and other scripts',
    debian: ['fonts-noto-core', 'fonts-noto-cjk'],
    linuxOnly: true,
    probe: () =>
      existsSync('/usr/share/fonts/truetype/noto/NotoSansDevanagari-Bold.ttf') &&
      existsSync('/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc'),
  },
  {
    name: 'Chromium',
    why: 'is the browser of the end-to-end tests',
    debian: ['chromium'],
    testsOnly: true,
    probe: () => works(process.env.CHROMIUM_PATH || '/usr/bin/chromium', ['--version']),
  },
  {
    name: 'strace',
    why: 'lets the tests prove that hostile files open nothing',
    debian: ['strace'],
    linuxOnly: true,
    testsOnly: true,
    probe: () => works('strace', ['-V']),
  },
]

const probeWithinMs = 30_000
const installWithinMs = 20 * 60_000

const run = (command, args, options = {}) =>
  spawnSync(command, args, {
    encoding: 'utf8',
    cwd: projectDir,
    maxBuffer: 64 * 1024 * 1024,
    timeout: probeWithinMs,
    ...options,
  })
/** What a program that failed said last, or why it could not be run to its end. */
const wordsOf = ({ error, stderr }) => [
  ...(stderr ?? '').trim().split('\n').slice(-8),
  ...(error === undefined ? [] : [error.message]),
]
const works = (command, args) => run(command, args).status === 0
const prints = (command, args, pattern) => pattern.test(run(command, args).stdout ?? '')
const onPath = (command) =>
  (process.env.PATH ?? '').split(path.delimiter).some((dir) => existsSync(path.join(dir, command)))

const fail = (lines) => {
  for (const line of lines) console.error(`clipforge: ${line}`)
  process.exit(69)
}

export const isNodeTooOld = () => {
  const [major, minor] = process.versions.node.split('.').map(Number)
  return major < minimumNode[0] || (major === minimumNode[0] && minor < minimumNode[1])
}

const checkNode = () => {
  if (isNodeTooOld())
    fail([
      `Node ${process.versions.node} is too old; ${minimumNode.join('.')} or newer is needed. Install it from https://nodejs.org and run the command again.`,
    ])
}

const stampFile = path.join(projectDir, 'node_modules', '.clipforge-installed')
const packagesStamp = () =>
  createHash('sha256')
    .update(readFileSync(path.join(projectDir, 'package-lock.json')))
    .update(process.version)
    .digest('hex')

export const arePackagesInstalled = () => readIfThere(stampFile) === packagesStamp()

const ensurePackages = () => {
  if (arePackagesInstalled()) return
  say('installing npm packages (about a minute, once)')
  // --include=dev: NODE_ENV=production would leave out what the tests and the TypeScript runner need.
  const npm = (...args) => {
    const patience = ['--fetch-timeout=60000', '--fetch-retries=2']
    const result = run('npm', [...args, '--include=dev', '--no-progress', ...patience], { timeout: installWithinMs })
    // Ended by a signal that was none of ours: by whoever wants this to stop.
    if (result.signal !== null && result.error === undefined) process.exit(130)
    return result
  }
  let result = npm('ci')
  if (result.status !== 0 && /\bEUSAGE\b/.test(result.stderr ?? '')) {
    // npm 11 refuses a lock file that lacks optional packages of other platforms, which some registries do not carry.
    say('npm ci does not take the lock file as it is; trying npm install')
    result = npm('install', '--no-save')
  } else if (result.status !== 0) {
    say(`npm ci did not get through (${wordsOf(result)[0]}); trying once more`)
    result = npm('ci')
  }
  if (result.status !== 0)
    fail([
      'npm could not install the packages. Its last words:',
      ...wordsOf(result),
      'Check the network or the registry, then run the command again.',
    ])
  writeFileSync(stampFile, packagesStamp())
}

const isDebian = () => existsSync('/etc/debian_version') && onPath('apt-get')

/** Another apt may be at work, as on a machine that has just started; a mirror that is away must not hold this up for ever. */
const aptOptions = ['DPkg::Lock::Timeout=120', 'Acquire::http::Timeout=30', 'Acquire::Retries=2'].flatMap((option) => [
  '-o',
  option,
])
let listsResult = null
/** Returns null, or what apt-get said when it failed: without fresh lists the cause is often there. */
const aptInstall = (packages) => {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...args) => run('apt-get', [...aptOptions, '-qq', ...args], { env, timeout: installWithinMs })
  listsResult ??= apt('update')
  const result = apt('install', '-y', '--no-install-recommends', ...packages)
  return result.status === 0 ? null : [...wordsOf(listsResult), ...wordsOf(result)].filter((line) => line !== '')
}

const ensurePrograms = (forTests) => {
  const wanted = needs.filter(
    (need) => (forTests || !need.testsOnly) && (process.platform === 'linux' || !need.linuxOnly),
  )
  const missing = wanted.filter((need) => !need.probe())
  if (missing.length === 0) return
  const debianPackages = missing.flatMap((need) => need.debian)
  if (isDebian() && process.getuid?.() === 0) {
    say(`installing ${debianPackages.join(', ')} with apt-get (once)`)
    const words = aptInstall(debianPackages)
    const still = missing.filter((need) => !need.probe())
    if (still.length === 0) return
    fail([
      `apt-get could not provide: ${still.map((need) => need.name).join('; ')}. Its last words:`,
      ...(words ?? ['It installed them, and they do not work.']),
    ])
  }
  fail([
    'These are missing on this machine:',
    ...missing.map((need) => `  ${need.name}: ${need.why}`),
    ...installAdvice(missing, debianPackages),
    'Then run the command again.',
  ])
}

const installAdvice = (missing, debianPackages) => {
  if (isDebian()) return [`Install them with: sudo apt-get install -y ${debianPackages.join(' ')}`]
  if (process.platform === 'darwin') {
    const formulas = missing.flatMap((need) => need.brew ?? [])
    const without = missing.filter((need) => need.brew === undefined)
    return [
      ...(formulas.length > 0 ? [`Install them with: brew install ${formulas.join(' ')}`] : []),
      ...without.map(
        (need) =>
          `${need.name} has no Homebrew package that we have tried; build it from source, or use a Debian 12 container.`,
      ),
    ]
  }
  return [
    `On Debian the packages are called: ${debianPackages.join(' ')}. Use your system's package manager for the same programs.`,
  ]
}

/** Programs of this project alone, unpacked where nobody may install them. */
export const programsDir = path.join(dataDir, 'programs')
const withoutRedisNote = path.join(programsDir, 'no-redis')

/** Redis is wanted, not needed: it is fetched when it can be, tried once, and the app does without. */
const ensureRedisProgram = () => {
  if (process.env.REDIS_URL || findRedisProgram(programsDir) !== null || existsSync(withoutRedisNote)) return
  if (!isDebian()) return
  if (process.getuid?.() === 0) {
    say('installing redis-server with apt-get (once)')
    aptInstall(['redis-server'])
  } else {
    say('unpacking redis-server from Debian (once)')
    unpackRedis(programsDir)
  }
  if (findRedisProgram(programsDir) !== null) return
  mkdirSync(programsDir, { recursive: true })
  writeFileSync(withoutRedisNote, 'Redis could not be had here; delete this file to try again.\n')
}

/** Makes this machine ready: Node, npm packages, outside programs, data folder. Costs nothing when all is there. */
export const ensureReady = ({ forTests = false, forApp = forTests } = {}) => {
  checkNode()
  ensurePrograms(forTests)
  if (forApp) ensureRedisProgram()
  ensurePackages()
  mkdirSync(dataDir, { recursive: true })
}
