import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import Ajv2020 from 'ajv/dist/2020'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cleanEnvironment } from '@/server/clean-environment'
import { type Report, reportJsonSchema, reportSchema } from '@/server/media/report'
import { makeTalk } from '@/server/testing/generated-media'

const projectDir = fileURLToPath(new URL('../..', import.meta.url))
let dir = ''
let talk = { video: '', subtitles: '' }

beforeAll(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'clipforge-cli-'))
  talk = makeTalk(dir)
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

type Run = {
  readonly child: ChildProcess
  readonly done: Promise<{ code: number | null; signal: string | null; stdout: string; stderr: string }>
}

const start = (
  args: readonly string[],
  dataDir: string,
  onStderr: (text: string, child: ChildProcess) => void = () => undefined,
): Run => {
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(projectDir, 'server/cli/clip.ts'), ...args], {
    cwd: projectDir,
    env: cleanEnvironment({
      PATH: `${path.dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
      CLIPFORGE_DATA_DIR: dataDir,
      TSX_TSCONFIG_PATH: path.join(projectDir, 'tsconfig.json'),
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    onStderr(stderr, child)
  })
  return {
    child,
    done: new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }))),
  }
}

/** Does it once, when what was said so far has the pattern: all of that is there at each later line too. */
const atFirst = (pattern: RegExp, act: (child: ChildProcess) => void) => {
  let isDone = false
  return (said: string, child: ChildProcess) => {
    if (isDone || !pattern.test(said)) return
    isDone = true
    act(child)
  }
}

const folders = (name: string) => {
  const made = { out: path.join(dir, name, 'out'), data: path.join(dir, name, 'data') }
  mkdirSync(made.out, { recursive: true })
  return made
}
const jobArgs = (out: string) => [
  talk.video,
  '--transcript',
  talk.subtitles,
  '--out',
  out,
  '--count',
  '2',
  '--min-s',
  '4',
  '--max-s',
  '7',
]
const readReport = (out: string): Report =>
  reportSchema.parse(JSON.parse(readFileSync(path.join(out, 'report.json'), 'utf8')))
const stable = ({ timings: _timings, peakRssMb: _peak, ...rest }: Report) => rest

/** Processes of ours whose command line names the folder. */
const processesNaming = (text: string): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
        return line.includes(text) ? [line] : []
      } catch (error) {
        // The process ended while we were looking.
        if ((error as NodeJS.ErrnoException).code === 'ENOENT' || (error as NodeJS.ErrnoException).code === 'ESRCH')
          return []
        throw error
      }
    })

const unfinished = (out: string) =>
  readdirSync(out).filter((name) => name.startsWith('.') || /\.(tmp|part)$/.test(name))
const workLeft = (data: string) => readdirSync(path.join(data, 'artifacts', 'work'))

describe('the main job on one command', () => {
  let whole: Report
  let files: ReturnType<typeof folders>

  beforeAll(async () => {
    files = folders('whole')
    const { code, stderr } = await start(jobArgs(files.out), files.data).done
    expect(stderr, stderr).toContain('report.json')
    expect(code).toBe(0)
    whole = readReport(files.out)
  })

  test('writes clips, subtitles, posters and a report that is valid by its published schema', () => {
    const schema = JSON.parse(readFileSync(path.join(projectDir, 'docs/report.schema.json'), 'utf8'))
    const validate = new Ajv2020({ allErrors: true }).compile(schema)
    expect(
      validate(JSON.parse(readFileSync(path.join(files.out, 'report.json'), 'utf8'))),
      JSON.stringify(validate.errors),
    ).toBe(true)
    expect(whole.clips.length).toBeGreaterThan(0)
    for (const clip of whole.clips) {
      for (const extension of ['.mp4', '.srt', '.vtt', '.jpg'])
        expect(existsSync(path.join(files.out, clip.file.replace('.mp4', extension)))).toBe(true)
    }
  })

  test('the published schema is the one in the code', () => {
    expect(JSON.parse(readFileSync(path.join(projectDir, 'docs/report.schema.json'), 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(reportJsonSchema())),
    )
  })

  test('what was rendered is what was promised', () => {
    for (const clip of whole.clips) {
      expect(clip.verified?.checks.filter((check) => !check.ok)).toEqual([])
      const probed = JSON.parse(
        execFileSync('ffprobe', ['-v', 'error', '-show_streams', '-of', 'json', path.join(files.out, clip.file)], {
          encoding: 'utf8',
        }),
      )
      expect(probed.streams.map((stream: { codec_name: string }) => stream.codec_name)).toEqual(['h264', 'aac'])
      expect(probed.streams[0]).toMatchObject({ width: 1080, height: 1920, pix_fmt: 'yuv420p' })
    }
  })

  test('every subtitle word is in the transcript, to the letter', () => {
    const given = readFileSync(talk.subtitles, 'utf8')
      .split('\n')
      .filter((line) => /[a-z]/.test(line))
      .join(' ')
    expect(whole.transcript.words.map((word) => word.text).join(' ')).toBe(given)
  })

  test('the cut between the two pictures is found', () => {
    expect(whole.shots.map((shot) => shot.startMs)).toEqual([0, 10_000])
  })

  test('a second run repeats nothing: same report, same files, untouched', async () => {
    const before = whole.clips.map((clip) => statSync(path.join(files.out, clip.file)).mtimeMs)
    const { code } = await start(jobArgs(files.out), files.data).done
    expect(code).toBe(0)
    expect(stable(readReport(files.out))).toEqual(stable(whole))
    expect(whole.clips.map((clip) => statSync(path.join(files.out, clip.file)).mtimeMs)).toEqual(before)
  })

  test('--no-render stops after planning and --json prints the report', async () => {
    const { out } = folders('planned')
    const { code, stdout } = await start([...jobArgs(out), '--no-render', '--json'], files.data).done
    expect(code).toBe(0)
    expect(readdirSync(out)).toEqual(['report.json'])
    expect(reportSchema.parse(JSON.parse(stdout)).clips.every((clip) => clip.verified === null)).toBe(true)
  })

  test.each(['probe', 'audio', 'speech', 'scan', 'moments', 'faces', 'speakers', 'plan', 'render'])(
    'kill -9 in %s leaves no orphan and no half file, and the next run ends the same',
    async (stage) => {
      const { out, data } = folders(`kill-${stage}`)
      const inStage = new RegExp(`^${stage} `, 'm')
      const kill = atFirst(inStage, (child) => child.kill('SIGKILL'))
      const killed = await start(jobArgs(out), data, kill).done
      expect(killed.signal).toBe('SIGKILL')
      await expect.poll(() => processesNaming(data)).toEqual([])
      expect(readdirSync(out).filter((name) => !name.startsWith('.') && name === 'report.json')).toEqual([])
      const { code } = await start(jobArgs(out), data).done
      expect(code).toBe(0)
      expect(stable(readReport(out))).toEqual(stable(whole))
      expect(unfinished(out)).toEqual([])
      expect(workLeft(data)).toEqual([])
    },
  )

  test('Ctrl-C, even when a wrapper passes it on a second time, stops the render within seconds: exit code 130, no child, no half file, and the next run goes on', async () => {
    const { out, data } = folders('interrupt')
    const interrupt = atFirst(/^render /m, (child) => {
      child.kill('SIGINT')
      child.kill('SIGINT')
    })
    const stopped = await start(jobArgs(out), data, interrupt).done
    expect(stopped.code).toBe(130)
    expect(stopped.stderr).toContain('finished stages are kept')
    expect(processesNaming(data)).toEqual([])
    expect(unfinished(out)).toEqual([])
    expect(workLeft(data)).toEqual([])
    const { code } = await start(jobArgs(out), data).done
    expect(code).toBe(0)
    expect(stable(readReport(out))).toEqual(stable(whole))
  })
})

describe('exit codes and words of a refusal', () => {
  test.each([
    ['no such file', ['missing.mp4'], 66, /no file at that path/],
    ['a playlist that calls itself a video', ['playlist.mp4'], 65, /playlist/i],
    ['an empty file', ['empty.mp4'], 65, /empty/i],
    ['a wrong option', ['talk.mp4', '--aspect', '2:1'], 64, /--aspect takes/],
    ['a transcript that is none', ['talk.mp4', '--transcript', 'bad.srt'], 65, /bad\.srt|subtitle|line/i],
  ])('%s', async (_name, [file = '', ...rest], exit, words) => {
    writeFileSync(path.join(dir, 'playlist.mp4'), '#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n')
    writeFileSync(path.join(dir, 'empty.mp4'), '')
    writeFileSync(path.join(dir, 'bad.srt'), '1\n00:00:99,000 --> never\nhello\n')
    const { out, data } = folders('refused')
    const args = rest.map((each) => (each.endsWith('.srt') ? path.join(dir, each) : each))
    const { code, stderr } = await start([path.join(dir, file), '--out', out, ...args], data).done
    expect(stderr).toMatch(words)
    expect(code).toBe(exit)
    expect(readdirSync(out)).toEqual([])
  })
})
