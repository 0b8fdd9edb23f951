import { describe, expect, it } from 'vitest'
import { createProgressReader } from './progress'

const read = (...parts: string[]) => {
  const reports: { outMs: number; speed: number }[] = []
  const reader = createProgressReader((report) => reports.push(report))
  for (const part of parts) reader.push(part)
  return reports
}

describe('createProgressReader', () => {
  it('reports each whole block once, however the text is cut', () => {
    const text =
      'frame=1\nout_time_us=1500999\nspeed=2.5x\nprogress=continue\nout_time_us=3000000\nspeed= 3x\nprogress=end\n'
    const expected = [
      { outMs: 1500, speed: 2.5 },
      { outMs: 3000, speed: 3 },
    ]
    expect(read(text)).toEqual(expected)
    expect(read(...text)).toEqual(expected)
  })

  it('says nothing before the first packet is written and never goes below zero', () => {
    expect(read('out_time_us=N/A\nspeed=N/A\nprogress=continue\n')).toEqual([])
    expect(read('out_time_us=-21333\nspeed=N/A\nprogress=continue\n')).toEqual([{ outMs: 0, speed: 0 }])
  })
})
