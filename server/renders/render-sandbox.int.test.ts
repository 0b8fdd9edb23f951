import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { makeMedia, testPicture, testTone } from '@/server/testing/make-media'
import { openTestContext, type TestContext } from '@/server/testing/service-context'
import { hasStrace, systemFiles, traceMediaTools } from '@/server/testing/trace-media-tools'
import { testWhere } from '@/server/testing/where'

let test: TestContext
beforeAll(async () => {
  test = await openTestContext()
})
afterAll(() => test.close())

testWhere(hasStrace, 'strace is not installed')(
  'a still and a clip with captions that try to be options open nothing but their own folder, fonts and the system, and connect nowhere',
  async () => {
    const secret = path.join(test.dir, 'secret.txt')
    await writeFile(secret, 'SECRET')
    const source = await makeMedia(test.dir, 'a.mp4', [
      ...[...testPicture({ seconds: 2 }), ...testTone({ seconds: 2 })],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'],
    ])
    const text = `a',drawtext=textfile=${secret}:x='0 {\\fn${secret}} {\\fn/etc/passwd} %{pts} movie=http://127.0.0.1:9/x [x]; \\ \\N\\N`
    const ass = `[Script Info]
ScriptType: v4.00+
PlayResX: 216
PlayResY: 384

[V4+ Styles]
Format: Name, Fontname, Fontsize
Style: D,Montserrat ExtraBold,20

[Events]
Format: Start, End, Style, Text
Dialogue: 0:00:00.00,0:00:02.00,D,${text}
`
    const dir = path.join(test.dir, 'drawn')
    const trace = path.join(test.dir, 'trace')
    const { stdout, opened, connected, started } = traceMediaTools(trace, [
      'server/testing/draw-hostile.ts',
      ...[source, dir, ass],
    ])
    expect(JSON.parse(stdout)).toEqual({ hasStill: true, isVerified: true })
    const fonts = ['/etc/fonts/', '/var/cache/fontconfig/', '/usr/local/share/fonts']
    const allowed = [`${dir}/`, ...systemFiles, ...fonts]
    const outside = opened.filter((file) => path.isAbsolute(file) || file.startsWith('.'))
    // The captions and their font were read.
    for (const read of [/\.ass$/, /font-0\.ttf$/]) expect(opened).toContainEqual(expect.stringMatching(read))
    expect(outside.filter((file) => !allowed.some((prefix) => file.startsWith(prefix)))).toEqual([])
    expect(connected).toEqual([])
    expect(started.length).toBeGreaterThan(0)
    expect(started.filter((line) => line.includes(secret) || line.includes(source))).toEqual([])
  },
)
