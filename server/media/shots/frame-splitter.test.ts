import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFrameSplitter } from './frame-splitter'

describe('createFrameSplitter', () => {
  it('gives the same frames however the bytes arrive, and drops a last part', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.array(fc.integer({ min: 1, max: 17 }), { minLength: 1 }),
        (bytes, sizes) => {
          const frames: number[][] = []
          const push = createFrameSplitter(7, (frame) => frames.push([...frame]))
          for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
            const size = sizes[turn % sizes.length] ?? 1
            push(bytes.subarray(at, at + size))
            at += size
          }
          const whole = Math.floor(bytes.length / 7) * 7
          expect(frames.flat()).toEqual([...bytes.subarray(0, whole)])
        },
      ),
    )
  })
})
