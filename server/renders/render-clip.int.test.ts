import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDiskStore } from '@/server/adapters/artifact-store/disk'
import { isDomainError } from '@/server/errors'
import type { RenderPlan } from '@/server/media/ffmpeg/render-plan'
import type { CaptionDocument, SourceInfo } from '@/server/media/types'
import { probeSource } from '@/server/projects/probe-source'
import { makeMedia, testPicture, testTone } from '@/server/testing/make-media'
import { framingOf, quickPlan, readGreyFrames } from '@/server/testing/marked-footage'
import { openTestContext, type TestContext } from '@/server/testing/service-context'
import { lookAtClip } from './look-at-clip'
import { renderClip } from './render-clip'

const execute = promisify(execFile)
const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast']

let test: TestContext
beforeAll(async () => {
  test = await openTestContext()
})
afterAll(() => test.close())

type Options = { readonly ctx?: TestContext['ctx']; readonly name?: string }

const render = async (file: string, planOf: (source: SourceInfo) => RenderPlan, options: Options = {}) => {
  const ctx = options.ctx ?? test.ctx
  const { source, input } = await probeSource(test.ctx, { path: file })
  const outPath = `${test.dir}/out/${options.name ?? 'clip'}.mp4`
  const posterPath = outPath.replace('.mp4', '.jpg')
  const result = await renderClip(ctx, { source, input, plan: planOf(source), outPath, posterPath })
  return { result, outPath, posterPath }
}

const captionsOf = (text: string): CaptionDocument => ({
  style: 'test',
  cues: [],
  fonts: ['@expo-google-fonts/montserrat/800ExtraBold/Montserrat_800ExtraBold.ttf'],
  ass: `[Script Info]
ScriptType: v4.00+
PlayResX: 1080
PlayResY: 1920
WrapStyle: 2

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: a,Montserrat ExtraBold,110,&H00FFFFFF,&H00FFFFFF,&H00000000,&H00000000,0,0,0,0,100,100,0,0,1,6,0,5,40,40,40,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:00.00,0:00:09.00,a,,0,0,0,,${text}
`,
})

describe('a clip of any source', () => {
  const tone = testTone({ seconds: 4 })
  const sources: readonly (readonly [string, string, readonly string[]])[] = [
    [
      '853x480',
      'a.mp4',
      [...testPicture({ size: '854x480', seconds: 4 }), ...tone, '-vf', 'crop=853:480:exact=1,format=yuv444p', ...x264],
    ],
    ['176x144', 'a.mp4', [...testPicture({ size: '176x144', seconds: 4 }), ...tone, ...x264]],
    ['29.97 fps', 'a.mp4', [...testPicture({ rate: '30000/1001', seconds: 4 }), ...tone, ...x264]],
    ['60 fps', 'a.mp4', [...testPicture({ rate: '60', seconds: 4 }), ...tone, ...x264]],
    [
      'variable frame rate',
      'a.mkv',
      [
        ...testPicture({ rate: '30', seconds: 4 }),
        ...tone,
        '-vf',
        "select='gt(random(7),0.4)'",
        '-fps_mode',
        'vfr',
        ...x264,
      ],
    ],
    ['a picture that ends before the sound', 'a.mp4', [...testPicture({ seconds: 3 }), ...tone, ...x264]],
    [
      'a sound that ends before the picture',
      'a.mp4',
      [...testPicture({ seconds: 4 }), ...testTone({ seconds: 1 }), ...x264],
    ],
    [
      'a sound that starts late',
      'a.mkv',
      [...testPicture({ seconds: 4 }), '-itsoffset', '2', ...testTone({ seconds: 2 }), ...x264],
    ],
    ['no sound', 'a.mp4', [...testPicture({ seconds: 4 }), ...x264]],
    ['no picture', 'a.wav', tone],
    [
      'wide pixels',
      'a.mp4',
      [...testPicture({ size: '720x576', seconds: 4 }), ...tone, '-vf', 'setsar=64/45', ...x264],
    ],
    [
      'interlaced lines',
      'a.ts',
      [
        ...testPicture({ size: '720x576', rate: '50', seconds: 4 }),
        ...tone,
        '-vf',
        'interlace',
        '-flags',
        '+ilme+ildct',
        '-c:v',
        'mpeg2video',
        '-c:a',
        'mp2',
      ],
    ],
    ['full range', 'a.mp4', [...testPicture({ seconds: 4 }), ...tone, '-pix_fmt', 'yuvj420p', ...x264]],
    ['ten bits', 'a.mkv', [...testPicture({ seconds: 4 }), ...tone, '-pix_fmt', 'yuv420p10le', ...x264]],
    [
      'HDR',
      'a.mp4',
      [
        ...testPicture({ seconds: 4 }),
        ...tone,
        '-pix_fmt',
        'yuv420p10le',
        '-color_trc',
        'smpte2084',
        '-color_primaries',
        'bt2020',
        '-colorspace',
        'bt2020nc',
        ...x264,
      ],
    ],
  ]

  it.each(sources)('keeps every promise: %s', async (name, file, args) => {
    const path = await makeMedia(test.dir, file, args)
    const { result, posterPath } = await render(path, (source) => quickPlan(source, { startMs: 400, endMs: 3700 }), {
      name: `source-${name.replaceAll(/\W+/g, '-')}`,
    })
    expect(result.verified.checks.filter((check) => !check.ok)).toEqual([])
    expect((await stat(posterPath)).size).toBeGreaterThan(500)
  })

  it.each([
    [0, 3300],
    [500, 3700],
    [333, 2750],
  ])('of sound alone has exactly its frames: %d-%d ms', async (startMs, endMs) => {
    const path = await makeMedia(test.dir, 'sound.wav', tone)
    const { result } = await render(path, (source) => quickPlan(source, { startMs, endMs }), {
      name: `sound-${startMs}`,
    })
    expect(result.verified.ok).toBe(true)
  })

  it.each([
    ['untagged standard definition', '320x180', []],
    ['high definition that says it is BT.601', '1280x720', ['-colorspace', 'smpte170m']],
  ])('has the colours of the source: %s', async (_, pictureSize, tags) => {
    const red = ['-f', 'lavfi', '-i', `color=red:s=${pictureSize}:d=1`, '-pix_fmt', 'yuv420p']
    const path = await makeMedia(test.dir, 'red.mp4', [...red, ...tags, ...x264])
    const { outPath } = await render(path, (source) => quickPlan(source, { startMs: 0, endMs: 1000 }), {
      name: `red-${pictureSize}`,
    })
    const asPlayed = 'crop=8:8:100:190,scale=1:1:in_color_matrix=bt709,format=rgb24'
    const read = ['-v', 'error', '-i', outPath, '-frames:v', '1', '-vf', asPlayed, '-f', 'rawvideo', '-']
    const { stdout } = await execute('ffmpeg', read, { encoding: 'buffer' })
    expect([...stdout].map((value, index) => Math.abs(value - (index === 0 ? 254 : 0)) <= 8)).toEqual([
      true,
      true,
      true,
    ])
  })

  it('shows a picture that was filmed sideways upright', async () => {
    const flat = await makeMedia(test.dir, 'flat.mp4', [
      ...['-f', 'lavfi', '-i', 'color=black:s=320x180:d=2,drawbox=0:0:60:180:white:fill'],
      ...x264,
    ])
    const turned = `${test.dir}/turned.mp4`
    await execute('ffmpeg', ['-v', 'error', '-y', '-i', flat, '-c', 'copy', '-metadata:s:v', 'rotate=90', turned])
    const { outPath } = await render(turned, (source) => quickPlan(source, { startMs: 0, endMs: 1000 }), {
      name: 'turned',
    })
    const [first] = await readGreyFrames(outPath, 216, 384)
    const at = (x: number, y: number) => first?.[y * 216 + x] ?? -1
    // A display matrix of +90 degrees turns anticlockwise: the white left edge as stored is the bottom as shown.
    expect([at(108, 20), at(108, 200), at(108, 370)].map((luma) => luma > 128)).toEqual([false, false, true])
  })
})

describe('a clip that begins in the dark', () => {
  const crop = { y: 0, w: 0.2, h: 1 }
  const drawn = (graph: string) => ['-f', 'lavfi', '-i', graph, '-t', '2']
  const pq = ['-color_trc', 'smpte2084', '-color_primaries', 'bt2020', '-colorspace', 'bt2020nc']
  /** Limited-range luma; a dim figure is drawn on the left, where the crop looks. */
  const stage = (luma: number) =>
    `color=black:s=640x360,format=yuv420p,geq=lum='${luma}+10*between(X,20,70)*gt(Y,160)':cb=128:cr=128`
  const cases = [
    ['a dark stage beside a bright screen', [...drawn(`${stage(18)},drawbox=320:60:280:200:white:fill`)], 'crop'],
    ['a dark picture shown whole', [...drawn(stage(36))], 'whole'],
    ['a dark HDR picture', [...drawn(`${stage(50)},format=yuv420p10le`), ...pq], 'whole'],
  ] as const

  it.each(cases)('is made: %s', async (name, args, view) => {
    const path = await makeMedia(test.dir, 'dark.mp4', [...args, ...x264])
    const camera = view === 'crop' ? [{ tMs: 0, x: 0, ...crop }] : [{ tMs: 0, x: 0, y: 0, w: 1, h: 1 }]
    const { result } = await render(
      path,
      (source) => quickPlan(source, { startMs: 0, endMs: 1500 }, { framing: framingOf(camera) }),
      { name: `dark-${name.replaceAll(' ', '-')}` },
    )
    expect(result.verified.ok).toBe(true)
  })
})

describe('the poster', () => {
  it('is the best key frame of a clip with hundreds of them', async () => {
    const lit = "enable='between(n,25,27)'"
    const clip = await makeMedia(test.dir, 'cutty.mp4', [
      ...['-f', 'lavfi', '-i', `testsrc2=s=216x384:r=25:d=24,eq=brightness=-0.9,negate=${lit}`],
      ...[...x264, '-g', '1'],
    ])
    const { source, input } = await probeSource(test.ctx, { path: clip })
    const plan = quickPlan(source, { startMs: 0, endMs: 24_000 })
    const work = await test.ctx.ports.artifacts.openWorkDir('look')
    const job = { workDir: work.path, timeoutMs: 60_000 }
    await lookAtClip(test.ctx, { plan, source: input, clip: input, poster: 'poster.jpg' }, job)
    const [luma] = await readGreyFrames(`${work.path}/poster.jpg`, 216, 384)
    await work.release()
    expect(luma?.filter((value) => value > 128).length).toBeGreaterThan(216 * 384 * 0.8)
  })
})

describe('captions', () => {
  it.each([
    ["a',drawtext=text=X:textfile=/etc/passwd", 'quote'],
    ["%{pts} 50%{foo} [x]; it's 100 % \\: done", 'expansion'],
    ['movie=/etc/passwd [out]; -i /etc/passwd', 'graph'],
  ])('with hostile text are drawn, not obeyed: %s', async (text, name) => {
    const file = await makeMedia(test.dir, 'plain.mp4', ['-f', 'lavfi', '-i', 'color=0x204060:s=320x180:d=1', ...x264])
    const plain = await render(file, (source) => quickPlan(source, { startMs: 0, endMs: 1000 }), { name: 'plain' })
    const { outPath, result } = await render(
      file,
      (source) => quickPlan(source, { startMs: 0, endMs: 1000 }, { captions: captionsOf(text), title: text }),
      { name },
    )
    const [without] = await readGreyFrames(plain.outPath, 216, 384)
    const [withText] = await readGreyFrames(outPath, 216, 384)
    const bright = (luma: Uint8Array | undefined) => luma?.filter((value) => value > 180).length ?? 0
    expect(bright(without)).toBe(0)
    expect(bright(withText)).toBeGreaterThan(200)
    expect(result.argv.filter((arg) => arg.includes('passwd') || arg.includes('pts}'))).toEqual([])
  })

  it('refuse a font path that leaves its package', async () => {
    const file = await makeMedia(test.dir, 'font.mp4', [...testPicture({ seconds: 1 }), ...x264])
    const captions = { ...captionsOf('x'), fonts: ['@expo-google-fonts/montserrat/../../../etc/x.ttf'] }
    const refused = render(file, (source) => quickPlan(source, { startMs: 0, endMs: 1000 }, { captions }), {
      name: 'font',
    })
    await expect(refused).rejects.toMatchObject({ code: 'internal' })
  })
})

describe('a render that ends early', () => {
  it('leaves no file and no process when it is cancelled', async () => {
    const stop = new AbortController()
    const file = await makeMedia(test.dir, 'long.mp4', [...testPicture({ size: '640x360', seconds: 30 }), ...x264])
    const ctx = { ...test.ctx, signal: stop.signal, onProgress: () => stop.abort() }
    const running = render(file, (source) => quickPlan(source, { startMs: 0, endMs: 29_000 }), {
      ctx,
      name: 'cancelled',
    })
    await expect(running).rejects.toMatchObject({ code: 'cancelled' })
    expect((await readdir(`${test.dir}/out`)).filter((name) => name.includes('cancelled'))).toEqual([])
    expect(await readdir(`${test.dir}/data/work`)).toEqual([])
    expect(await programsNaming(test.dir)).toEqual([])
  })

  it('leaves no final file and no process when its own process is killed, and the next run clears up', async () => {
    const file = await makeMedia(test.dir, 'killed.mp4', [...testPicture({ size: '640x360', seconds: 60 }), ...x264])
    const script = fileURLToPath(new URL('../testing/render-until-killed.ts', import.meta.url))
    const dir = `${test.dir}/killed`
    const child = spawn(process.execPath, ['--import', 'tsx', script, file, dir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [said] = await once(child.stdout, 'data')
    expect(String(said)).toContain('rendering')
    child.kill('SIGKILL')
    await once(child, 'exit')
    await expect.poll(() => programsNaming(dir)).toEqual([])
    expect(await readdir(`${dir}/out`)).toEqual([])
    await createDiskStore({ dir: `${dir}/data` })
    expect(await readdir(`${dir}/data/work`)).toEqual([])
  })

  it('leaves no file when the clip is not what was planned, and says which promise broke', async () => {
    const file = await makeMedia(test.dir, 'broken.mp4', [...testPicture({ seconds: 2 }), ...x264])
    const lying = { ...test.ctx.ports.mediaTool, probe: async () => ({ streams: [] }) }
    const ctx = { ...test.ctx, ports: { ...test.ctx.ports, mediaTool: lying } }
    const { source, input } = await probeSource(test.ctx, { path: file })
    const request = { source, input, plan: quickPlan(source, { startMs: 0, endMs: 1000 }) }
    const paths = { outPath: `${test.dir}/out/broken.mp4`, posterPath: `${test.dir}/out/broken.jpg` }
    const failure = await renderClip(ctx, { ...request, ...paths }).catch((error: unknown) => error)
    expect(isDomainError(failure, 'output_mismatch') && failure.message).toContain('frames is')
    expect((await readdir(`${test.dir}/out`)).filter((name) => name.includes('broken'))).toEqual([])
  })
})

describe('a render that is asked for again', () => {
  it('is not repeated while its files are there, and is when one of them was changed', async () => {
    const file = await makeMedia(test.dir, 'again.mp4', [...testPicture({ seconds: 2 }), ...x264])
    const plan = (source: SourceInfo) => quickPlan(source, { startMs: 0, endMs: 1000 })
    const runs: string[] = []
    const { mediaTool } = test.ctx.ports
    const counting = {
      ...mediaTool,
      run: (job: Parameters<typeof mediaTool.run>[0]) => {
        runs.push(job.workDir)
        return mediaTool.run(job)
      },
    }
    const ctx = { ...test.ctx, ports: { ...test.ctx.ports, mediaTool: counting } }
    const first = await render(file, plan, { ctx, name: 'again' })
    const whenFirst = runs.length
    const second = await render(file, plan, { ctx, name: 'again' })
    expect(runs).toHaveLength(whenFirst)
    expect(second.result).toEqual(first.result)
    const bytes = await readFile(first.outPath)
    await writeFile(first.outPath, 'damaged')
    await render(file, plan, { ctx, name: 'again' })
    expect(runs.length).toBeGreaterThan(whenFirst)
    expect(await readFile(first.outPath)).toEqual(bytes)
  })
})

/** Command lines of running programs that mention a folder. */
const programsNaming = async (folder: string): Promise<string[]> => {
  const { stdout } = await execute('ps', ['-eo', 'args'])
  return stdout.split('\n').filter((line) => line.includes(folder) && line.includes('ffmpeg'))
}
