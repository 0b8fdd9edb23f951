import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { quietLog } from '@/server/testing/quiet-log'
import { createWhisperLocal } from './whisper-local'
import { findWhisperModel, openWhisperModel, type WhisperModelOptions } from './whisper-model'

const model = 'someone/whisper-tiny_timestamped'

/** A repository of the right shape; the weights are noise. */
const repository: Readonly<Record<string, Buffer>> = {
  'config.json': Buffer.from('{"model_type":"whisper"}'),
  'generation_config.json': Buffer.from('{"is_multilingual":true}'),
  'preprocessor_config.json': Buffer.from('{"feature_extractor_type":"WhisperFeatureExtractor"}'),
  'tokenizer.json': Buffer.from('{}'),
  'tokenizer_config.json': Buffer.from('{"tokenizer_class":"WhisperTokenizer"}'),
  'onnx/encoder_model.onnx': Buffer.alloc(300_000, 'encoder'),
  'onnx/decoder_model_merged_quantized.onnx': Buffer.alloc(200_000, 'decoder'),
  'onnx/decoder_model_merged_fp16.onnx': Buffer.alloc(400_000, 'not wanted'),
}

const encoder = 'onnx/encoder_model.onnx'

const blobId = (bytes: Buffer) => createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
const listing = Object.entries(repository).map(([name, bytes]) => ({
  type: 'file',
  path: name,
  size: bytes.length,
  oid: blobId(bytes),
  ...(name.endsWith('.onnx')
    ? { lfs: { oid: createHash('sha256').update(bytes).digest('hex'), size: bytes.length, pointerSize: 134 } }
    : {}),
}))

type Asked = { readonly url: string; readonly range: string | undefined }
type Send = (asked: Asked, response: ServerResponse, bytes: Buffer) => void

const sendFile: Send = ({ range }, response, bytes) => {
  const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0)
  response.writeHead(range === undefined ? 200 : 206).end(bytes.subarray(from))
}

let dir: string
let server: Server
let hubUrl: string
let asked: Asked[]
/** By file: what the stand-in does the next times it is asked for it, before it sends it as it should. */
let mishaps: Record<string, Send[]>

const answer = (request: IncomingMessage, response: ServerResponse) => {
  const seen = { url: String(request.url), range: request.headers.range }
  asked.push(seen)
  const name = seen.url.replace(`/${model}/resolve/main/`, '')
  const fixed: Record<string, () => void> = {
    [`/api/models/${model}`]: () => void response.writeHead(200).end(),
    [`/api/models/${model}/tree/main?recursive=true`]: () => void response.end(JSON.stringify(listing)),
  }
  const file = repository[name]
  const missing = () => void response.writeHead(404).end()
  const sent = file && (() => (mishaps[name]?.shift() ?? sendFile)(seen, response, file))
  const route = fixed[seen.url] ?? sent ?? missing
  route()
}

beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'whisper-'))
  asked = []
  mishaps = {}
  server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  hubUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  server.closeAllConnections()
  server.close()
  await rm(dir, { recursive: true, force: true })
})

const options = (more: Partial<WhisperModelOptions> = {}): WhisperModelOptions => ({
  model,
  cacheDir: path.join(dir, 'models'),
  hubUrl,
  log: quietLog,
  ...more,
})
const folder = () => path.join(dir, 'models', ...model.split('/'))
const filesThere = async () =>
  (await readdir(folder(), { recursive: true })).filter((name) => name.includes('.')).sort()

describe('a Whisper model that is not here yet', () => {
  it('is found to be fetchable, then fetched once, only the files that are needed', async () => {
    expect(await findWhisperModel(options())).toEqual({ ok: true })
    const first = await openWhisperModel(options())
    expect(first).toMatchObject({ folder: folder(), encoder: 'fp32', decoder: 'q8' })
    expect(await filesThere()).toEqual(
      [...Object.keys(repository).filter((name) => !name.includes('fp16')), 'manifest.json'].sort(),
    )
    asked = []
    expect(await openWhisperModel(options())).toEqual(first)
    expect(await findWhisperModel(options())).toEqual({ ok: true })
    expect(asked).toEqual([])
  })

  it('goes on from where a dropped connection stopped', async () => {
    mishaps = {
      [encoder]: [
        (_asked, response, bytes) => void response.writeHead(200).end(bytes.subarray(0, 100_000)),
        (_asked, response) => void response.destroy(),
      ],
    }
    await openWhisperModel(options())
    const tries = asked.filter(({ url }) => url.endsWith('encoder_model.onnx'))
    expect(tries.map(({ range }) => range)).toEqual([undefined, 'bytes=100000-', 'bytes=100000-'])
  })

  it('goes on from the partial file that a killed run left', async () => {
    const whole = repository['onnx/encoder_model.onnx'] ?? Buffer.alloc(0)
    await mkdir(path.join(folder(), 'onnx'), { recursive: true })
    await writeFile(path.join(folder(), 'onnx', 'encoder_model.onnx.part'), whole.subarray(0, 123_456))
    await openWhisperModel(options())
    expect(asked.find(({ url }) => url.endsWith('encoder_model.onnx'))?.range).toBe('bytes=123456-')
    expect((await stat(path.join(folder(), 'onnx', 'encoder_model.onnx'))).size).toBe(whole.length)
  })

  it('starts over where the server can not go on in the middle', async () => {
    await mkdir(path.join(folder(), 'onnx'), { recursive: true })
    await writeFile(path.join(folder(), 'onnx', 'encoder_model.onnx.part'), 'other bytes')
    mishaps = { [encoder]: [(_asked, response, bytes) => void response.writeHead(200).end(bytes)] }
    await expect(openWhisperModel(options())).resolves.toMatchObject({ encoder: 'fp32' })
  })

  it.each(['onnx/encoder_model.onnx', 'config.json'])(
    'is refused and deleted when %s has another checksum',
    async (name) => {
      const spoil: Send = (seen, response, bytes) =>
        sendFile(seen, response, Buffer.concat([Buffer.from([0]), bytes.subarray(1)]))
      mishaps = { [name]: [spoil] }
      await expect(openWhisperModel(options())).rejects.toMatchObject({
        code: 'engine_unavailable',
        message: expect.stringContaining('checksum'),
      })
      expect((await filesThere()).filter((file) => file.includes(path.basename(name)))).toEqual([])
    },
  )

  it('is refused when a file keeps ending early, or is longer than listed', async () => {
    const endEarly: Send = ({ range }, response) =>
      void response.writeHead(range === undefined ? 200 : 206).end('short')
    mishaps = { [encoder]: [endEarly, endEarly, endEarly] }
    await expect(openWhisperModel(options())).rejects.toMatchObject({ code: 'engine_unavailable' })
    const goOnTooLong: Send = (_asked, response, bytes) =>
      void response.writeHead(200).end(Buffer.concat([bytes, bytes]))
    mishaps = { [encoder]: [goOnTooLong, goOnTooLong, goOnTooLong] }
    await expect(openWhisperModel(options())).rejects.toMatchObject({ code: 'engine_unavailable' })
  })

  it('is refused when the hub does not have it', async () => {
    const other = options({ model: 'someone/else' })
    await expect(openWhisperModel(other)).rejects.toMatchObject({ code: 'engine_unavailable' })
    expect(await findWhisperModel(options({ model: '../../etc' }))).toMatchObject({ ok: false })
    await expect(openWhisperModel(options({ model: '../../etc' }))).rejects.toMatchObject({
      code: 'engine_unavailable',
    })
  })

  it('stops fetching when cancelled', async () => {
    const abort = new AbortController()
    mishaps = { [encoder]: [() => abort.abort()] }
    await expect(openWhisperModel(options(), abort.signal)).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('is unavailable with no network, and the reason says where to put it', async () => {
    const offline = options({ hubUrl: 'http://127.0.0.1:9' })
    const found = await findWhisperModel(offline)
    expect(found).toMatchObject({ ok: false, reason: expect.stringContaining(folder()) })
    expect(found).toMatchObject({ reason: expect.stringContaining('WHISPER_MODEL_DIR') })
    await expect(openWhisperModel(offline)).rejects.toMatchObject({ code: 'engine_unavailable' })
  })
})

describe('a Whisper model that is here', () => {
  it('is refused when a byte of it changed since it was fetched', async () => {
    await openWhisperModel(options())
    const file = path.join(folder(), 'onnx', 'encoder_model.onnx')
    const bytes = await readFile(file)
    bytes[1_000] = 0
    await writeFile(file, bytes)
    await expect(openWhisperModel(options())).rejects.toMatchObject({ message: expect.stringContaining('damaged') })
  })

  it('may be given as a folder, in either precision, and is then never fetched', async () => {
    const given = path.join(dir, 'given')
    await mkdir(path.join(given, 'onnx'), { recursive: true })
    const needed = Object.entries(repository).filter(([name]) => !name.includes('decoder'))
    for (const [name, bytes] of needed) await writeFile(path.join(given, name), bytes)
    const found = await findWhisperModel(options({ modelDir: given }))
    expect(found).toMatchObject({ ok: false, reason: expect.stringContaining('decoder_model_merged_quantized.onnx') })
    await writeFile(path.join(given, 'onnx', 'decoder_model_merged.onnx'), 'weights')
    expect(await findWhisperModel(options({ modelDir: given }))).toEqual({ ok: true })
    expect(await openWhisperModel(options({ modelDir: given }))).toMatchObject({ encoder: 'fp32', decoder: 'fp32' })
    expect(asked).toEqual([])
  })
})

describe('the Whisper engine', () => {
  it('answers once whether it can work, and keeps the answer', async () => {
    const engine = createWhisperLocal({ ...options(), cores: 1 })
    expect(await engine.availability('fr')).toEqual({ ok: true })
    expect(await engine.availability('en')).toEqual({ ok: true })
    expect(asked).toHaveLength(1)
  })

  it('says that an English model knows no other language', async () => {
    const engine = createWhisperLocal({ ...options({ model: 'onnx-community/whisper-base.en_timestamped' }), cores: 1 })
    expect(await engine.availability('fr')).toMatchObject({ ok: false })
  })

  it('names its version by the content of the model', async () => {
    const engine = createWhisperLocal({ ...options(), cores: 1 })
    expect(await engine.version()).toMatch(/^transformers\.js 4\.3\.1 someone\/whisper-tiny_timestamped [0-9a-f]{16}$/)
  })

  it('is unavailable, not hanging, when the weights are no model', async () => {
    const engine = createWhisperLocal({ ...options(), cores: 1 })
    const hearing = engine.transcribe({ pcm: new Int16Array(16_000), language: 'en', context: '' })
    await expect(hearing).rejects.toMatchObject({
      code: 'engine_unavailable',
      details: { complaint: expect.stringContaining('encoder_model.onnx') },
    })
  })
})
