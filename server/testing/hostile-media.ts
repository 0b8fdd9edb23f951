import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { makeMedia, testPicture, testTone } from './make-media'

export type HostileFile = {
  /** What it tries. */
  readonly title: string
  readonly path: string
  /** How `probeSource` has to answer: an error code, or 'accepted' where the file is harmless once it is read our way. */
  readonly answer: string
  /** A detail of the error that tells this refusal from the others. */
  readonly details?: Readonly<Record<string, unknown>>
}

type Bait = { readonly dir: string; readonly canaryUrl: string; readonly secretPath: string }

/** Files that have made media tools open, fetch or allocate what they should not. Nothing here is kept: each test run makes them. */
export const makeHostileFiles = async (bait: Bait): Promise<HostileFile[]> => [
  ...(await makeScripts(bait)),
  ...(await makePictures(bait)),
  ...(await makeLies(bait)),
  ...(await makeStumps(bait)),
]

const writer =
  (dir: string) =>
  async (title: string, name: string, content: string | Uint8Array, refusal: string): Promise<HostileFile> => {
    const file = path.join(dir, name)
    await writeFile(file, content)
    const damaged = ['empty', 'too-short', 'ebml-without-type']
    const answer = damaged.includes(refusal) ? 'unreadable_media' : 'unsupported_container'
    return { title, path: file, answer, details: { refusal } }
  }

const makeScripts = async ({ dir, canaryUrl, secretPath }: Bait): Promise<HostileFile[]> => {
  const write = writer(dir)
  const playlist = (...lines: string[]) =>
    ['#EXTM3U', '#EXT-X-TARGETDURATION:10', ...lines.flatMap((uri) => ['#EXTINF:10,', uri]), '#EXT-X-ENDLIST', ''].join(
      '\n',
    )
  const master = `#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n${canaryUrl}/child.m3u8\n`
  const key = `#EXT-X-KEY:METHOD=AES-128,URI="${canaryUrl}/key"`
  const manifest = `<?xml version="1.0"?>\n<MPD><Period><AdaptationSet><BaseURL>${canaryUrl}/</BaseURL></AdaptationSet></Period></MPD>`
  return [
    await write('a playlist that names another file', 'hls-file.mp4', playlist(secretPath), 'playlist'),
    await write('a playlist that fetches', 'hls-http.mp4', playlist(`${canaryUrl}/a.ts`), 'playlist'),
    await write('a playlist that joins files', 'hls-concat.mp4', playlist(`concat:${secretPath}|x.ts`), 'playlist'),
    await write('a playlist of a file URL', 'hls-url.mp4', playlist(`file://${secretPath}`), 'playlist'),
    await write('a playlist of playlists', 'hls-master.mp4', master, 'playlist'),
    await write('a playlist of itself', 'hls-loop.mp4', playlist('hls-loop.mp4'), 'playlist'),
    await write('a playlist with a key to fetch', 'hls-key.mp4', playlist(key), 'playlist'),
    await write('a concat script', 'script.mp4', `ffconcat version 1.0\nfile '${secretPath}'\n`, 'concat-script'),
    await write('a DASH manifest', 'dash.mp4', manifest, 'dash-manifest'),
    await write(
      'a session description',
      'sdp.mp4',
      'v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\nm=video 9 RTP/AVP 96\r\n',
      'sdp',
    ),
  ]
}

const makePictures = async ({ dir, canaryUrl }: Bait): Promise<HostileFile[]> => {
  const write = writer(dir)
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg"><image href="${canaryUrl}/i.png"/><script>1</script></svg>`
  const bomb = await makeMedia(dir, 'bomb.png', [
    '-f',
    'lavfi',
    '-i',
    'color=size=16000x16000',
    '-frames:v',
    '1',
    '-pix_fmt',
    'monob',
  ])
  const gab2 = path.join(dir, 'gab2.avi')
  await writeFile(gab2, await subtitleTrap(dir, `#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n${canaryUrl}/a.ts\n`))
  return [
    await write('a drawing named like a picture', 'logo.png', drawing, 'svg'),
    await write('a drawing with a script', 'logo.svg', `<?xml version="1.0"?>\n${drawing}`, 'svg'),
    {
      title: 'a picture of 256 megapixels',
      path: bomb,
      answer: 'unsupported_container',
      details: { refusal: 'image' },
    },
    { title: 'a playlist as an AVI subtitle', path: gab2, answer: 'accepted' },
  ]
}

const makeLies = async ({ dir }: Bait): Promise<HostileFile[]> => {
  const honest = await makeMedia(dir, 'honest.mp4', [
    ...testPicture({ seconds: 2 }),
    ...testTone({ seconds: 2 }),
    ...['-pix_fmt', 'yuv420p'],
  ])
  const bytes = await readFile(honest)
  const longHeader = Buffer.from(bytes)
  // mvhd version 0: type, 4 bytes of version and flags, two dates, timescale, then the duration.
  longHeader.writeUInt32BE(2_147_483_647, longHeader.indexOf('mvhd') + 20)
  const longHeaderPath = path.join(dir, 'long-header.mp4')
  await writeFile(longHeaderPath, longHeader)
  const polyglot = path.join(dir, 'polyglot.mp4.exe')
  await writeFile(polyglot, Buffer.concat([bytes, Buffer.from('<html><script>alert(1)</script></html>')]))
  const manyStreams = [
    '-f',
    'lavfi',
    '-i',
    'sine=d=1:r=8000',
    ...Array.from({ length: 17 }, () => ['-map', '0:a']).flat(),
  ]
  const streams = { answer: 'limit_exceeded', details: { limit: 'maxStreams' } }
  const hugeFrame = ['-f', 'lavfi', '-i', 'color=size=6400x6000', '-frames:v', '1']
  const fast8k = ['-f', 'lavfi', '-i', 'color=size=7680x4320:rate=240', '-frames:v', '3', '-c:v', 'mpeg4']
  const hours = (seconds: number) => [
    '-f',
    'lavfi',
    '-i',
    `color=size=16x16:rate=1:duration=${seconds}`,
    '-c:v',
    'mpeg4',
  ]
  const pixels = { answer: 'limit_exceeded', details: { limit: 'maxPixels' } }
  return [
    { title: 'a header that claims 24 days', path: longHeaderPath, answer: 'accepted' },
    { title: 'a video that is a web page too', path: polyglot, answer: 'accepted' },
    { title: '17 streams in MP4', path: await makeMedia(dir, 'many.mp4', manyStreams), ...streams },
    { title: '17 streams in Matroska', path: await makeMedia(dir, 'many.mkv', manyStreams), ...streams },
    { title: '17 streams in a transport stream', path: await makeMedia(dir, 'many.ts', manyStreams), ...streams },
    {
      title: 'frames of 38 megapixels',
      path: await makeMedia(dir, 'huge.mkv', [...hugeFrame, '-c:v', 'ffv1']),
      ...pixels,
    },
    {
      title: 'JPEG frames of 38 megapixels',
      path: await makeMedia(dir, 'huge.avi', [...hugeFrame, '-c:v', 'mjpeg']),
      ...pixels,
    },
    {
      title: '8K at 240 frames per second',
      path: await makeMedia(dir, 'fast.mov', fast8k),
      answer: 'limit_exceeded',
      details: { limit: 'maxPixelRate' },
    },
    {
      title: '121 minutes',
      path: await makeMedia(dir, 'long.mkv', hours(121 * 60)),
      answer: 'limit_exceeded',
      details: { limit: 'maxSourceMinutes' },
    },
    {
      title: '120 minutes to the second',
      path: await makeMedia(dir, 'two-hours.mkv', hours(120 * 60)),
      answer: 'accepted',
    },
  ]
}

const makeStumps = async ({ dir }: Bait): Promise<HostileFile[]> => {
  const write = writer(dir)
  const honest = await readFile(path.join(dir, 'honest.mp4'))
  const stump = path.join(dir, 'no-index.mp4')
  await writeFile(stump, honest.subarray(0, honest.indexOf('moov') - 4))
  const announced = path.join(dir, 'announced.mkv')
  await writeFile(announced, Buffer.from('1a45dfa3934282886d6174726f736b61428781044285810218538067', 'hex'))
  return [
    await write('an empty file', 'empty.mp4', '', 'empty'),
    await write('one byte', 'one.mp4', 'x', 'too-short'),
    await write('random bytes', 'random.mp4', Buffer.concat([Buffer.from([1, 2, 3, 4]), randomBytes(9000)]), 'unknown'),
    await write(
      'an EBML head without a type',
      'stub.mkv',
      Buffer.from('1a45dfa3800000000000000000', 'hex'),
      'ebml-without-type',
    ),
    { title: 'a video cut off before its index', path: stump, answer: 'unreadable_media' },
    { title: 'Matroska with nothing behind its head', path: announced, answer: 'unreadable_media' },
  ]
}

const chunk = (id: string, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts)
  const head = Buffer.alloc(8)
  head.write(id, 'latin1')
  head.writeUInt32LE(body.length, 4)
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)])
}
const words32 = (...values: number[]): Buffer => Buffer.from(Uint32Array.from(values).buffer)
const list = (kind: string, ...parts: Buffer[]): Buffer => chunk('LIST', Buffer.from(kind), ...parts)

/** An AVI with one JPEG frame and a GAB2 subtitle stream that holds `text`: its demuxer opens subtitles with another demuxer. */
const subtitleTrap = async (dir: string, text: string): Promise<Buffer> => {
  const jpeg = await readFile(
    await makeMedia(dir, 'frame.mjpeg', [...testPicture({ seconds: 1 }), '-frames:v', '1', '-f', 'mjpeg']),
  )
  const header = chunk('avih', words32(40_000, 0, 0, 0x10, 1, 0, 2, 0, 160, 90, 0, 0, 0, 0))
  const picture = Buffer.concat([Buffer.from('vidsMJPG'), words32(0, 0, 0, 1, 25, 0, 1, 0, 0xffffffff, 0, 0, 0)])
  const bitmap = Buffer.concat([
    words32(40, 160, 90, 1 + (24 << 16)),
    Buffer.from('MJPG'),
    words32(160 * 90 * 3, 0, 0, 0, 0),
  ])
  const subtitle = Buffer.concat([Buffer.from('txts'), words32(0, 0, 0, 0, 1, 25, 0, 1, 0, 0xffffffff, 0, 0, 0)])
  const gab2 = Buffer.concat([
    Buffer.from('GAB2\0\x02\0'),
    words32(0),
    Buffer.from([4, 0]),
    words32(text.length),
    Buffer.from(text),
  ])
  const heads = list(
    'hdrl',
    header,
    list('strl', chunk('strh', picture), chunk('strf', bitmap)),
    list('strl', chunk('strh', subtitle), chunk('strf')),
  )
  return chunk('RIFF', Buffer.from('AVI '), heads, list('movi', chunk('00dc', jpeg), chunk('01tx', gab2)))
}
