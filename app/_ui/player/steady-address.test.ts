import { expect, test } from 'vitest'
import { mediaExpiryMs } from './steady-address'

test('a signed address says when it ends, and any other has no end', () => {
  const seconds = 1_790_000_100
  expect(mediaExpiryMs(`/media/k1.${seconds.toString(36)}.abc_-9/clips/w/c/r.mp4?download=a.mp4`)).toBe(seconds * 1000)
  expect(mediaExpiryMs(`https://cdn.example/media/k1.${seconds.toString(36)}.sig/clips/w/r.mp4`)).toBe(seconds * 1000)
  expect(mediaExpiryMs('/sample.mp4')).toBeNull()
})
