import { describe, expect, test } from 'vitest'
import { formatBytes } from './format-bytes'
import { limits } from './limits'

describe('every limit in bytes is a round number as it is written', () => {
  test.each([
    ['a file', limits.maxSourceBytes, '20 GB'],
    ['a part', limits.uploadPartBytes, '16 MB'],
    ['subtitles', limits.maxSubtitleBytes, '20 MB'],
    ['an import, a second', limits.importBytesPerSecond, '256 kB'],
    ['what the plan free stores', limits.storageBytes.free, '50 GB'],
    ['starter', limits.storageBytes.starter, '200 GB'],
    ['pro', limits.storageBytes.pro, '500 GB'],
    ['business', limits.storageBytes.business, '2 TB'],
  ])('%s', (_what, bytes, text) => expect(formatBytes(bytes)).toBe(text))
})
