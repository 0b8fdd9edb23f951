import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { describeSpeechEngine } from './contract'
import { createHostedSpeech } from './openai-compatible'

type Request = { readonly path: string; readonly authorization: string | undefined; readonly form: FormData }
type Reply = { readonly status: number; readonly body: string; readonly headers?: Record<string, string> }

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

const readForm = async (request: IncomingMessage): Promise<FormData> => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const type = String(request.headers['content-type'])
  return new Response(Buffer.concat(parts), { headers: { 'content-type': type } }).formData()
}

/** A service on this machine that speaks the wire protocol and answers from a list; the last answer repeats. */
const serve = async (replies: readonly Reply[], requests: Request[] = []): Promise<string> => {
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const form = await readForm(request)
    requests.push({ path: String(request.url), authorization: request.headers.authorization, form })
    const reply = replies[Math.min(requests.length, replies.length) - 1] ?? { status: 500, body: '' }
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers }).end(reply.body)
  }
  const server = createServer((request, response) => void handle(request, response))
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
}

const heard: Reply = {
  status: 200,
  body: JSON.stringify({
    task: 'transcribe',
    language: 'english',
    text: 'Ask not, country.',
    words: [
      { word: 'Ask', start: 0.1, end: 0.4 },
      { word: 'not', start: 0.4, end: 0.7 },
      { word: 'country', start: 0.8, end: 1.4 },
    ],
    segments: [{ start: 0, end: 1.5, text: ' Ask not, country.', avg_logprob: -0.2, no_speech_prob: 0 }],
  }),
}

const engineAt = (baseUrl: string, waits: number[] = [], apiKey: string | undefined = 'sk-test-1234') =>
  createHostedSpeech({
    baseUrl,
    apiKey,
    model: 'whisper-1',
    clock: { now: () => Date.UTC(2026, 0, 1), sleep: async (ms) => void waits.push(ms) },
  })

const chunk = { pcm: new Int16Array(24_000).fill(100), language: 'en', context: 'words before' }

describe('a hosted service that works', () => {
  let base = ''
  const steady = () => engineAt(base)
  it('is reached', async () => {
    base = await serve([heard])
    expect((await steady().transcribe(chunk)).map(({ text }) => text)).toEqual(['Ask', 'not,', 'country.'])
  })

  it('is sent a WAV, the model, the language, the words before and the key, at the documented path', async () => {
    const requests: Request[] = []
    await engineAt(`${await serve([heard], requests)}/`).transcribe(chunk)
    const [request] = requests
    expect(request?.path).toBe('/v1/audio/transcriptions')
    expect(request?.authorization).toBe('Bearer sk-test-1234')
    expect(request?.form.get('model')).toBe('whisper-1')
    expect(request?.form.get('language')).toBe('en')
    expect(request?.form.get('prompt')).toBe('words before')
    expect(request?.form.get('response_format')).toBe('verbose_json')
    expect(request?.form.getAll('timestamp_granularities[]')).toEqual(['word', 'segment'])
    const wav = Buffer.from(await new Response(request?.form.get('file') ?? null).arrayBuffer())
    expect(wav.toString('latin1', 0, 4)).toBe('RIFF')
    expect(wav.length).toBe(44 + 48_000)
  })

  it('is sent no language to detect, and its answer becomes a tag', async () => {
    const requests: Request[] = []
    const engine = engineAt(await serve([heard], requests))
    expect(await engine.detectLanguage?.({ pcm: chunk.pcm })).toBe('en')
    expect(requests[0]?.form.has('language')).toBe(false)
  })

  it('is sent no authorization where there is no key', async () => {
    const requests: Request[] = []
    const baseUrl = await serve([heard], requests)
    const clock = { now: () => 0, sleep: async () => undefined }
    await createHostedSpeech({ baseUrl, model: 'whisper-1', clock }).transcribe(chunk)
    expect(requests[0]?.authorization).toBeUndefined()
  })
})

describe('a hosted service that stumbles', () => {
  it('is asked again after 429, 503 and a dropped connection, waiting longer each time', async () => {
    const waits: number[] = []
    const requests: Request[] = []
    const base = await serve([{ status: 429, body: '' }, { status: 503, body: '' }, heard], requests)
    expect(await engineAt(base, waits).transcribe(chunk)).toHaveLength(3)
    expect(requests).toHaveLength(3)
    expect(waits).toEqual([1_000, 2_000])
  })

  it('is given the rest it asks for, in seconds or as a date', async () => {
    const waits: number[] = []
    const base = await serve([
      { status: 429, body: '', headers: { 'retry-after': '7' } },
      { status: 503, body: '', headers: { 'retry-after': new Date(Date.UTC(2026, 0, 1, 0, 0, 30)).toUTCString() } },
      heard,
    ])
    await engineAt(base, waits).transcribe(chunk)
    expect(waits).toEqual([7_000, 30_000])
  })

  it('is given up after five tries, and at once when it asks for more than a minute', async () => {
    const requests: Request[] = []
    const base = await serve([{ status: 500, body: '' }], requests)
    await expect(engineAt(base).transcribe(chunk)).rejects.toMatchObject({ code: 'engine_unavailable' })
    expect(requests).toHaveLength(5)
    const slow = await serve([{ status: 429, body: '', headers: { 'retry-after': '3600' } }])
    const waits: number[] = []
    await expect(engineAt(slow, waits).transcribe(chunk)).rejects.toMatchObject({ code: 'engine_unavailable' })
    expect(waits).toEqual([])
  })

  it('is unavailable when nothing listens there', async () => {
    const base = await serve([heard])
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve))
    await expect(engineAt(base).transcribe(chunk)).rejects.toMatchObject({ code: 'engine_unavailable' })
  })

  it.each([
    [401, 'SPEECH_API_KEY'],
    [404, 'SPEECH_BASE_URL'],
    [400, 'SPEECH_MODEL'],
  ])('is not asked again after %d, and the message says what to set', async (status, setting) => {
    const requests: Request[] = []
    const waits: number[] = []
    const base = await serve([{ status, body: 'bad key sk-test-1234' }], requests)
    const failure = engineAt(base, waits).transcribe(chunk)
    await expect(failure).rejects.toMatchObject({ code: 'engine_failed', message: expect.stringContaining(setting) })
    expect(requests).toHaveLength(1)
    expect(waits).toEqual([])
    expect(JSON.stringify(await failure.catch((error: unknown) => error))).not.toContain('sk-test-1234')
  })

  it('is not followed to another host', async () => {
    const base = await serve([{ status: 302, body: '', headers: { location: 'http://127.0.0.1:9/' } }])
    await expect(engineAt(base).transcribe(chunk)).rejects.toMatchObject({ code: 'engine_unavailable' })
  })

  it('is refused when what answers is no such service', async () => {
    const base = await serve([{ status: 200, body: '<html>welcome</html>' }])
    await expect(engineAt(base).transcribe(chunk)).rejects.toMatchObject({ code: 'engine_failed' })
  })
})

describe('the contract', () => {
  let base = ''
  const contractServer = createServer((request, response) => {
    void readForm(request).then(() => response.writeHead(200, { 'content-type': 'application/json' }).end(heard.body))
  })
  contractServer.listen(0, '127.0.0.1', () => {
    base = `http://127.0.0.1:${(contractServer.address() as AddressInfo).port}/v1`
  })
  contractServer.unref()
  describeSpeechEngine('hosted', {
    engine: () => engineAt(base),
    speech: async () => chunk.pcm,
    expectWord: 'country',
  })
})
