import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import type { ProjectData } from '../../../clips/_parts/types'
import { mayStartAgain } from './may-start-again'
import { StoppedNotice } from './stopped-notice'

type Credits = ProjectData['credits']

type Stopped = Parameters<typeof StoppedNotice>[0]['project']
type Upload = NonNullable<Stopped['upload']>

const source: NonNullable<Stopped['source']> = {
  id: 's',
  durationMs: 720_000,
  sizeBytes: 3,
  widthPx: null,
  heightPx: null,
  hasVideo: false,
  hasAudio: true,
  notes: [],
}

const words = (
  status: 'failed' | 'cancelled',
  credits: Omit<Credits, 'keptIfCancelled' | 'toCut'>,
  other: Partial<Stopped> = {},
): string =>
  renderToStaticMarkup(
    <StoppedNotice
      project={{
        ...{ status, failure: null, clips: [], stages: [], source, upload: null },
        credits: { ...credits, keptIfCancelled: 0, toCut: 0 },
        ...other,
      }}
      isEditor
    />,
  )

describe('what a stop did to the credits, and what another start takes', () => {
  test('all came back', () => {
    const said = words('cancelled', { reserved: 12, returned: 12, used: null, toStartAgain: 12 })
    expect(said).toContain('12 credits went back to your balance. Starting again takes 12 credits; until then')
  })

  test('all were used, because clips were finished', () => {
    const said = words('cancelled', { reserved: 1, returned: 0, used: 1, toStartAgain: 0 })
    expect(said).toContain(
      '1 credit was used, for the clips that were finished. Starting again costs no more; until then',
    )
  })

  test('the attempt before had paid', () => {
    const said = words('failed', { reserved: 0, returned: 0, used: 12, toStartAgain: 0 })
    expect(said).toContain(
      'Nothing more was charged: 12 credits were used before. Starting again costs no more; until then',
    )
  })

  test('nothing was reserved yet, for the video was still coming', () => {
    const said = words('cancelled', none, { source: null, upload: uploadThat('receiving') })
    expect(said).toContain('Your video still comes. Nothing was charged.')
    expect(said).not.toContain('Starting again')
  })
})

const none = { reserved: 0, returned: 0, used: null, toStartAgain: null }
const uploadThat = (state: Upload['state'], failure: Upload['failure'] = null): Upload => ({
  ...{
    id: 'u',
    kind: 'file',
    fileName: 'talk.mp4',
    sizeBytes: 9,
    offsetBytes: 3,
    createdAt: new Date(0),
    source: null,
  },
  ...{ state, failure },
})

describe('a video that never came whole', () => {
  const failure = { code: 'unreadable_media', message: 'The file is damaged.' }

  test('is said to be lost and why, and another project is the way on', () => {
    const said = words('failed', none, { source: null, failure, upload: uploadThat('failed', failure) })
    expect(said).toContain('The video is not here')
    expect(said).toContain('The file is damaged.')
    expect(said).toContain('Nothing of the video was kept, and nothing was charged.')
    expect(said).toContain('href="/projects/new"')
    expect(said).not.toContain('Your video was kept')
  })

  test('because its project was cancelled is said to be lost too', () => {
    const said = words('cancelled', none, { source: null, upload: uploadThat('cancelled') })
    expect(said).toContain('Nothing of the video was kept')
    expect(said).toContain('href="/projects/new"')
  })

  test.each([
    ['its source', { source, upload: uploadThat('failed') }, true],
    ['what comes', { source: null, upload: uploadThat('checking') }, true],
    ['a failed upload', { source: null, upload: uploadThat('failed') }, false],
    ['nothing', { source: null, upload: null }, false],
  ] as const)('can only be started again from %s where that is left', (_what, project, may) =>
    expect(mayStartAgain(project)).toBe(may),
  )
})
