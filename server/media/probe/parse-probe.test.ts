import { describe, expect, it } from 'vitest'
import { parseProbe } from './parse-probe'

const video = (fields: Record<string, unknown> = {}) => ({
  index: 0,
  codec_type: 'video',
  codec_name: 'h264',
  width: 1920,
  height: 1080,
  pix_fmt: 'yuv420p',
  r_frame_rate: '30000/1001',
  avg_frame_rate: '2997/100',
  disposition: { default: 1, attached_pic: 0 },
  ...fields,
})
const parse = (streams: unknown[], format: Record<string, unknown> = {}) => parseProbe({ streams, format })

describe('parseProbe', () => {
  it.each([
    [0, 0],
    [-90, 90],
    [90, 270],
    [180, 180],
    [-180, 180],
    [270, 90],
    [-90.4, 90],
    [360, 0],
  ])('reads the angle %d of a display matrix as a clockwise turn of %d', (angle, rotationDeg) => {
    const side = [{ side_data_type: 'Content light level' }, { side_data_type: 'Display Matrix', rotation: angle }]
    expect(parse([video({ side_data_list: side })]).videos[0]?.rotationDeg).toBe(rotationDeg)
  })

  it.each([
    ['4:3', 4, 3],
    ['1:1', 1, 1],
    ['0:1', 1, 1],
    ['N/A', 1, 1],
    ['1000000:1', 1, 1],
    ['-1:1', 1, 1],
  ])('reads the pixel aspect %s as %d:%d', (text, num, den) => {
    expect(parse([video({ sample_aspect_ratio: text })]).videos[0]?.sar).toEqual({ num, den })
  })

  it('offers the declared rates, leaving out what is no rate', () => {
    expect(parse([video()]).videos[0]?.frameRates).toEqual([
      { num: 30000, den: 1001 },
      { num: 2997, den: 100 },
    ])
    expect(parse([video({ r_frame_rate: '0/0', avg_frame_rate: 'x' })]).videos[0]?.frameRates).toEqual([])
  })

  it('does not take cover art, thumbnails or still images for a picture that moves', () => {
    const still = (name: string) => video({ disposition: { [name]: 1 } })
    expect(parse([still('attached_pic'), still('timed_thumbnails'), still('still_image')]).videos).toEqual([])
  })

  it('cleans the words that the file carries: one short line without control or direction characters', () => {
    const tags = { title: `a\u202Eb\nc\u0000${'x'.repeat(500)}`, language: 'und' }
    const stream = { index: 1, codec_type: 'audio', codec_name: 'aac', channels: 2, sample_rate: '48000', tags }
    const [audio] = parse([stream]).audio
    expect(audio?.title).toMatch(/^a b c x{1,94}$/)
    expect(audio?.language).toBeNull()
  })

  it('counts data and subtitle streams without reading them', () => {
    const parsed = parse([video(), { index: 1, codec_type: 'data' }, { index: 2, codec_type: 'subtitle' }])
    expect([parsed.streamCount, parsed.videos.length, parsed.audio.length]).toEqual([3, 1, 0])
  })

  it('takes the clock from the container and does without one', () => {
    expect(parse([], { start_time: '1.4', duration: '5.0' })).toMatchObject({ startS: 1.4, claimedDurationS: 5 })
    expect(parse([], {})).toMatchObject({ startS: 0, claimedDurationS: null })
  })

  it.each([[null], ['text'], [{}], [{ streams: [{ index: -1 }], format: {} }]])(
    'refuses %j as no output of ffprobe',
    (json) => {
      expect(() => parseProbe(json)).toThrow()
    },
  )
})
