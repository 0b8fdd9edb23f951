import { describe, expect, test } from 'vitest'
import { cancelledWords, endQuestion, isWorthAsking } from './end-words'

type AtWork = Parameters<typeof endQuestion>[0]

const atWork = (keptIfCancelled: number, reserved: number): AtWork => ({
  status: 'working',
  upload: null,
  credits: { reserved, returned: 0, used: null, keptIfCancelled, toCut: 0, toStartAgain: reserved },
})
const waiting: AtWork = {
  ...atWork(0, 0),
  status: 'waiting',
  upload: {
    ...{
      id: 'u',
      kind: 'file',
      fileName: 'talk.mp4',
      sizeBytes: 9_000_000,
      offsetBytes: 3_000_000,
      state: 'receiving',
    },
    ...{ failure: null, createdAt: new Date(0), source: null },
  },
}

describe('before it is done', () => {
  test('ending work before any clip is finished gives back what was taken', () => {
    expect(endQuestion(atWork(0, 12), 'cancel')).toContain(
      'No clip is finished yet: 12 credits go back to your balance.',
    )
    expect(endQuestion(atWork(0, 1), 'remove')).toContain('1 credit goes back')
  })

  test('after one is, it uses them, and another start costs no more', () => {
    const said = endQuestion(atWork(12, 12), 'cancel')
    expect(said).toContain('the 12 credits of this video are used and do not come back.')
    expect(said).toContain('costs no more')
    expect(endQuestion(atWork(1, 1), 'remove')).toContain(
      'the 1 credit of this video is used and does not come back. Undo brings the project back; its work stays cancelled.',
    )
  })

  test('an upload that is given up is asked about though nothing was charged; work that cost nothing is not', () => {
    expect(endQuestion(waiting, 'cancel')).toMatch(/talk\.mp4 is here\. .*the upload stops and nothing of it is kept/)
    expect([waiting, atWork(0, 3), atWork(0, 0)].map(isWorthAsking)).toEqual([true, true, false])
  })
})

test('what a cancel did is said as it was', () => {
  const words = (returned: number, used: number, isUploadStopped = false) =>
    cancelledWords({ returned, used, isUploadStopped })
  expect(words(12, 0)).toBe('12 credits went back to your balance. You can start it again.')
  expect(words(0, 1)).toBe('1 credit was used, for the clips that were finished. You can start it again.')
  expect(words(0, 0)).toBe('Nothing was charged. You can start it again.')
  expect(words(0, 0, true)).toContain('nothing of it was kept')
})
