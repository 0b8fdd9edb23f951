import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { generatedInput, guardedInput } from '@/server/media/ffmpeg/guarded-input'
import { readSourceSignal } from '@/server/media/ffmpeg/source-signal'
import { parseProbe } from '@/server/media/probe/parse-probe'
import type { Demuxer } from '@/server/media/types'
import { makeMedia, testPicture, testTone } from '@/server/testing/make-media'
import { hasStrace, systemFiles, traceMediaTools } from '@/server/testing/trace-media-tools'
import { testWhere } from '@/server/testing/where'
import { createFfmpegTool, maxProbeBytes } from './ffmpeg'

const tool = createFfmpegTool()
const timeoutMs = 60_000
let dir: string
let workDir: string

beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'clipforge-tool-'))
  workDir = path.join(dir, 'work')
  await mkdir(workDir)
})
afterAll(() => rm(dir, { recursive: true, force: true }))

const both = [...testPicture({ seconds: 1 }), ...testTone({ seconds: 1 }), '-pix_fmt', 'yuv420p']
const families: [Demuxer, string, string[]][] = [
  ['mov', 'a.mp4', both],
  ['mov', 'a.mov', both],
  ['mov', 'a.m4a', testTone({ seconds: 1 })],
  ['mov', 'a.3gp', [...both, '-s', '176x144', '-c:v', 'mpeg4', '-c:a', 'aac']],
  ['matroska', 'a.mkv', both],
  ['matroska', 'a.webm', both],
  ['avi', 'a.avi', both],
  ['mpegts', 'a.ts', both],
  ['mpegts', 'a.m2ts', both],
  ['mpeg', 'a.mpg', both],
  ['flv', 'a.flv', [...both, '-ar', '44100']],
  ['asf', 'a.wmv', both],
  ['ogg', 'a.ogv', both],
  ['wav', 'a.wav', testTone({ seconds: 1 })],
  ['mp3', 'a.mp3', testTone({ seconds: 1 })],
  ['flac', 'a.flac', testTone({ seconds: 1 })],
  ['aac', 'a.aac', testTone({ seconds: 1 })],
]

describe('createFfmpegTool', () => {
  it('names its version', async () => {
    expect(await tool.version()).toMatch(/^ffmpeg \d/)
  })

  it.each(families)('reads the %s family under its guard, through a link (%s)', async (demuxer, name, args) => {
    const file = await makeMedia(dir, name, args)
    const link = path.join(dir, `link-${name}`)
    await symlink(file, link)
    const probed = (await tool.probe({ path: link, demuxer })) as { streams: unknown[] }
    let endS = 0
    await tool.readPackets({ path: link, demuxer }, (packet) => {
      endS = Math.max(endS, packet.ptsS + packet.durationS)
    })
    expect(probed.streams.length).toBeGreaterThan(0)
    expect(endS).toBeGreaterThan(0.9)
  })

  it.each(families)(
    'says of the %s family what is read of all that ffprobe could say (%s)',
    async (demuxer, name, args) => {
      const file = await makeMedia(dir, `all-${name}`, [
        ...args,
        '-metadata:s',
        'title=Commentary',
        '-metadata:s',
        'language=fra',
      ])
      const all: unknown = JSON.parse(
        execFileSync('ffprobe', ['-v', 'error', '-show_streams', '-show_format', '-of', 'json', file], {
          encoding: 'utf8',
        }),
      )
      const said = await tool.probe({ path: file, demuxer })
      expect(parseProbe(said)).toEqual(parseProbe(all))
      expect(readSourceSignal(said, 0)).toEqual(readSourceSignal(all, 0))
    },
  )

  it('keeps no words of the author’s but those that tell sound tracks apart, and of those not more than fit', async () => {
    const told = async (name: string, words: string): Promise<string> => {
      const metadata = path.join(dir, `${name}.txt`)
      await writeFile(metadata, `;FFMETADATA1\n${words}\n`)
      return makeMedia(dir, `${name}.mkv`, [
        ...testTone({ seconds: 1 }),
        ...['-f', 'ffmetadata', '-i', metadata, '-map', '0', '-map_metadata', '1', '-map_metadata:s:0', '1:s:0'],
      ])
    }
    // A quote is two bytes in JSON; Matroska takes no text of its own that is longer than the answer may be.
    const long = '"'.repeat(maxProbeBytes / 2 + 1)
    const talkative = await told('talkative', `comment=${long}\n[STREAM]\ncomment=${long}`)
    const said = await tool.probe({ path: talkative, demuxer: 'matroska' })
    expect(JSON.stringify(said).length).toBeLessThan(2_000)
    const endless = await told('endless', `[STREAM]\ntitle=${long}`)
    await expect(tool.probe({ path: endless, demuxer: 'matroska' })).rejects.toMatchObject({
      code: 'unreadable_media',
      message: expect.stringContaining('damaged'),
    })
  })

  it('never reads a file with another demuxer than the one it was sniffed as', async () => {
    const file = await makeMedia(dir, 'really.mkv', both)
    await expect(tool.probe({ path: file, demuxer: 'mov' })).rejects.toMatchObject({ code: 'unreadable_media' })
  })

  it('writes into the work folder, reports progress apart from the log, and keeps standard output free', async () => {
    const reports: number[] = []
    let bytes = 0
    const { log } = await tool.run({
      args: [
        ...generatedInput('testsrc2=size=64x36:rate=25:duration=2'),
        ...['-map', '0', '-c:v', 'ffv1', 'copy.mkv'],
        ...['-map', '0', '-f', 'rawvideo', '-pix_fmt', 'gray', 'pipe:1'],
      ],
      workDir,
      timeoutMs,
      onProgress: ({ outMs }) => reports.push(outMs),
      onStdout: (chunk) => {
        bytes += chunk.length
      },
    })
    expect(bytes).toBe(64 * 36 * 50)
    expect(reports.at(-1)).toBe(2000)
    expect(log).toContain('copy.mkv')
    expect(log).not.toContain('out_time_us')
    expect((await stat(path.join(workDir, 'copy.mkv'))).uid).toBe(process.getuid?.())
  })

  it('is not started with an input that nothing guards', async () => {
    const run = tool.run({ args: ['-i', 'file:/etc/hostname', 'a.wav'], workDir, timeoutMs })
    await expect(run).rejects.toMatchObject({ code: 'internal', message: expect.stringContaining('no guard') })
  })

  it('fails with output_too_large when the output passes its limit', async () => {
    const run = tool.run({
      args: [...generatedInput('anoisesrc=d=60'), 'noise.wav'],
      workDir,
      timeoutMs,
      maxOutputBytes: 100_000,
    })
    await expect(run).rejects.toMatchObject({ code: 'output_too_large' })
  })

  it.runIf(process.platform === 'linux')('fails with storage_full when the disk is full', async () => {
    const run = tool.run({
      args: [...generatedInput('anoisesrc=d=9'), '-f', 's16le', 'file:/dev/full'],
      workDir,
      timeoutMs,
    })
    await expect(run).rejects.toMatchObject({ code: 'storage_full' })
  })

  it('fails with media_tool_timeout when a job never ends, and leaves nothing running', async () => {
    const run = tool.run({ args: [...generatedInput('anullsrc'), '-f', 'null', '-'], workDir, timeoutMs: 700 })
    await expect(run).rejects.toMatchObject({ code: 'media_tool_timeout' })
  })

  it('fails with cancelled when it is told to stop', async () => {
    const abort = new AbortController()
    const run = tool.run({
      args: [...generatedInput('anullsrc'), '-f', 's16le', 'pipe:1'],
      workDir,
      timeoutMs,
      signal: abort.signal,
      onStdout: () => abort.abort(),
    })
    await expect(run).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('fails with media_tool_failed and the end of the log for arguments ffmpeg does not know', async () => {
    const run = tool.run({ args: [...generatedInput('anullsrc'), '-no-such-option', 'a.wav'], workDir, timeoutMs })
    await expect(run).rejects.toMatchObject({
      code: 'media_tool_failed',
      details: { log: expect.stringContaining('no-such-option') },
    })
  })

  it('fails with media_tool_missing where ffmpeg is not installed', async () => {
    const absent = createFfmpegTool({ ffmpeg: 'ffmpeg-that-is-not-there' })
    await expect(absent.version()).rejects.toMatchObject({ code: 'media_tool_missing' })
  })

  it('renders several seeked inputs in one graph within its memory bounds', async () => {
    const file = await makeMedia(dir, 'long.mp4', [
      ...testPicture({ size: '1280x720', seconds: 4 }),
      ...['-g', '5', '-preset', 'ultrafast'],
    ])
    const cuts = Array.from({ length: 16 }, (_, n) =>
      guardedInput({ path: file, demuxer: 'mov' }, ['-ss', `${n / 5}`, '-t', '0.2']),
    )
    const joined = cuts.map((_, n) => `[${n}:v]`).join('')
    await tool.run({
      args: [
        ...cuts.flat(),
        '-filter_complex',
        `${joined}concat=n=16[v]`,
        '-map',
        '[v]',
        '-c:v',
        'libx264',
        'cuts.mp4',
      ],
      workDir,
      timeoutMs: 120_000,
    })
    expect(await readdir(workDir)).toContain('cuts.mp4')
  })

  testWhere(hasStrace, 'strace is not installed')(
    'draws captions with text that tries to be options, and reads no file for it',
    async () => {
      await writeFile(path.join(workDir, 'secret.txt'), 'SECRET')
      const hostile = "a',drawtext=textfile=secret.txt:x='0 %{pts} {\\p1} {\\fn/etc/passwd} it's, [x]; \\ % \\N\\N"
      const header =
        '[Script Info]\nScriptType: v4.00+\n[V4+ Styles]\nFormat: Name, Fontname, Fontsize\nStyle: D,Sans,20\n'
      const events = `[Events]\nFormat: Start, End, Style, Text\nDialogue: 0:00:00.00,0:00:01.00,D,${hostile}\n`
      await writeFile(path.join(workDir, 'c.ass'), header + events)
      const args = [
        ...generatedInput('color=size=64x64:duration=1'),
        '-vf',
        'ass=c.ass',
        '-f',
        'framemd5',
        'frames.md5',
      ]
      const trace = path.join(dir, 'trace')
      const { opened, connected } = traceMediaTools(trace, ['server/testing/run-ffmpeg.ts', workDir, ...args])
      expect(await readFile(path.join(workDir, 'frames.md5'), 'utf8')).toContain('#dimensions 0: 64x64')
      expect(opened).toContain('c.ass')
      const fonts = [
        '/etc/fonts/',
        '/var/cache/fontconfig/',
        '/usr/local/share/fonts',
        `${workDir}/.cache/fontconfig/`,
        `${workDir}/.fontconfig/`,
      ]
      const others = opened.filter((file) => ![...systemFiles, ...fonts].some((prefix) => file.startsWith(prefix)))
      expect(new Set(others)).toEqual(new Set(['c.ass', 'frames.md5']))
      expect(connected).toEqual([])
    },
  )
})
