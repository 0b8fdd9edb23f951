import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { StageRail } from './stage-rail'

type Shown = Parameters<typeof StageRail>[0]['project']

const base: Shown = {
  status: 'working',
  queue: null,
  isInLine: false,
  stage: null,
  stages: [],
  timeLeftMs: null,
  upload: null,
}
type Arrival = Parameters<typeof StageRail>[0]['arrival']

const nothing = () => undefined
const elsewhere: Arrival = { status: null, isStill: false, pause: nothing, resume: nothing, choose: nothing }
const words = (project: Partial<Shown>, arrival: Partial<Arrival> = {}): string =>
  renderToStaticMarkup(
    <StageRail project={{ ...base, ...project }} arrival={{ ...elsewhere, ...arrival }} isEditor />,
  ).replace(/<[^>]*>/g, ' ')

const upload: NonNullable<Shown['upload']> = {
  id: '01900000-0000-7000-8000-000000000000',
  kind: 'file',
  fileName: 'talk.mp4',
  sizeBytes: 4_000_000_000,
  offsetBytes: 1_000_000_000,
  state: 'receiving',
  failure: null,
  createdAt: new Date(0),
  source: null,
}
const sending: NonNullable<Arrival['status']> = {
  id: upload.id,
  fileName: 'talk.mp4',
  sizeBytes: 4_000_000_000,
  sentBytes: 1_000_000_000,
  share: 0.25,
  bytesPerSecond: 5_000_000,
  timeLeftMs: 600_000,
  phase: 'sending',
  isResumed: false,
  failure: null,
  heldUntilMs: null,
}

test('work whose next stage waits for a place says that it waits, and promises no time', () => {
  const said = words({ isInLine: true })
  expect(said).toContain('Waiting for its turn')
  expect(said).toContain('The time left is known once it goes on')
  expect(said).not.toContain('Working')
})

test('what is queued is said to be delayed only when it is', () => {
  const queued = { status: 'queued', isInLine: true } as const
  expect(words({ ...queued, queue: { position: 6, isDelayed: false } })).toMatch(/In the queue\s+Number\s+6\s+in line/)
  expect(words({ ...queued, queue: { position: 1, isDelayed: true } })).toContain('Queued: processing is delayed')
})

describe('a video on its way', () => {
  const waiting = { status: 'waiting', upload } as const

  test('that this page sends shows how fast and how long, can be paused, and asks for the tab to stay open', () => {
    const said = words(waiting, { status: sending })
    expect(said).toMatch(/25%.*about 10 min left.*[\d.]+ MB\/s.*Pause the upload/s)
    expect(said).toContain('Keep this tab open until the video is here.')
    expect(said).not.toContain('You can close this page')
  })

  test.each([
    ['paused', 'The upload is paused', 'Go on with the upload'],
    ['offline', 'No connection. Trying again', 'Pause the upload'],
    ['failed', 'The upload broke off', 'Try the upload again'],
  ] as const)('whose sending is %s is not said to be received', (phase, name, button) => {
    const said = words(waiting, { status: { ...sending, phase } })
    expect(said).toContain(name)
    expect(said).toContain(button)
    expect(said).not.toContain('Receiving the video')
  })

  test('that waits because of a limit says so, and blames no connection', () => {
    const said = words(waiting, { status: { ...sending, phase: 'retrying', heldUntilMs: Date.now() + 60_000 } })
    expect(said).toContain('Many uploads were begun.')
    expect(said).not.toContain('No connection')
  })

  test('that nobody sends is said not to arrive, and the same file is asked for', () => {
    expect(words(waiting)).toContain('Receiving the video')
    const said = words(waiting, { isStill: true })
    expect(said).toMatch(/Not arriving at the moment.*talk\.mp4, .+ of .+ GB is here\..*Choose the same file/s)
    expect(said).toContain('Keep the page that sends the video open')
  })

  test.each([
    ['is checked', { ...upload, state: 'checking' as const }],
    ['is fetched from a link', { ...upload, kind: 'link' as const }],
  ])('that %s needs no page', (_how, coming) =>
    expect(words({ ...waiting, upload: coming })).toContain('You can close this page'),
  )
})
