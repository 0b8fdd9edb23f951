import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { Stretch, TrueBoundary } from './edit-generator'

/** What a recording's boundaries are. `excused` frames count neither for nor against: places the ground truth leaves open. */
export type ShotTruth = {
  readonly file: string
  readonly boundaries: readonly TrueBoundary[]
  readonly excused: readonly { readonly from: number; readonly to: number }[]
}

const cut = (frame: number): TrueBoundary => ({ frame, kind: 'cut', length: 0 })
const around = (frame: number, reach: number) => ({ from: frame - reach, to: frame + reach })

const cutList = z.object({ cuts_frames: z.array(z.number()) })
const podcast = z.object({
  cuts: z.array(z.object({ frame: z.number(), detectable: z.boolean() })),
  shots: z.array(
    z.object({ kind: z.string(), visual: z.array(z.string()), start_frame: z.number(), end_frame: z.number() }),
  ),
})

/** Single takes and drawn screens: any boundary in them is a false one. */
const takes = [
  ...['bbb_5.1_audio.mp4', 'carphone_qcif.mp4', 'hdtf_RD_Radio2_000.mp4', 'hdtf_RD_Radio34_000.mp4'],
  ...['hdtf_WDA_AlexandriaOcasioCortez_000.mp4', 'hdtf_WDA_EdMarkey0_000.mp4', 'silence_banana_720p.mp4'],
  ...['talk_1.mp4', 'talk_3.mp4', 'talk_4.mp4', 'vertical_hevc_1.mp4', 'vertical_hevc_3.mp4'],
  ...['grid_bbaf2n.mpg', 'grid_brbk7n.mpg', 'grid_lbax4n.mpg', 'grid_lbbc2a.mpg', 'grid_lrwp9a.mpg'],
  ...['grid_lwbsza.mpg', 'grid_swiz3n.mpg'],
]

export const readShotTruths = (mediaDir: string): ShotTruth[] => {
  const truthOf = (name: string): unknown => JSON.parse(readFileSync(path.join(mediaDir, 'gt', `${name}.json`), 'utf8'))
  const { cuts, shots } = podcast.parse(truthOf('podcast_long_720p'))
  const bikes = cutList.parse(truthOf('broll_bikes_cuts'))
  const truths: ShotTruth[] = [
    {
      file: 'podcast_long_720p.mp4',
      boundaries: cuts.filter((each) => each.detectable).map((each) => cut(each.frame)),
      excused: [
        ...cuts.filter((each) => !each.detectable).map((each) => around(each.frame, 2)),
        // The picture jumps inside the recorded screens are real, and no edits of the video.
        ...shots
          .filter((shot) => shot.kind === 'screen_webcam')
          .map((shot) => ({ from: shot.start_frame, to: shot.end_frame })),
        // The truth lists the edits; this b-roll's own fades are inside one of its shots.
        ...shots
          .filter((shot) => shot.visual.includes('nature_cuts_fades_720p.mp4'))
          .map((shot) => ({ from: shot.start_frame + 3, to: shot.end_frame - 3 })),
      ],
    },
    { file: 'broll_bikes_cuts.mp4', boundaries: bikes.cuts_frames.map(cut), excused: [] },
    {
      // Black until a hard cut at 30; hard to black at 180, fading in from 210; faded out and in around 377. The truth ends at 500.
      file: 'nature_cuts_fades_720p.mp4',
      boundaries: [
        cut(30),
        cut(180),
        { frame: 198, kind: 'fade', length: 36 },
        { frame: 377, kind: 'fade', length: 60 },
      ],
      excused: [{ from: 500, to: 720 }],
    },
    {
      file: 'fades_480x320.mp4',
      boundaries: [84, 167].map((frame) => ({ frame, kind: 'fade' as const, length: 40 })),
      excused: [],
    },
    ...takes.map((file) => ({ file, boundaries: [], excused: [] })),
  ]
  return truths.filter((truth) => existsSync(path.join(mediaDir, truth.file)))
}

/** Where the shared clips hold one shot, seconds. */
const singleShots: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  'broll_bikes_cuts.mp4': [
    [0.1, 1.1],
    [1.3, 2.9],
    [3.2, 5.3],
    [5.6, 7.3],
    [7.6, 9.5],
  ],
  'nature_cuts_fades_720p.mp4': [
    [1.2, 5.8],
    [8.1, 10.8],
    [14.3, 17.4],
    [18.8, 22],
  ],
  'gameplay_1080p60_two_audio.mp4': [[3.2, 5.2]],
  'hdtf_RD_Radio2_000.mp4': [[0, 8]],
  'hdtf_RD_Radio34_000.mp4': [[0, 8]],
  'hdtf_WDA_AlexandriaOcasioCortez_000.mp4': [[0, 8]],
  'hdtf_WDA_EdMarkey0_000.mp4': [[0, 8]],
  'talk_1.mp4': [[0, 6]],
  'talk_3.mp4': [[0, 5]],
  'talk_4.mp4': [[0, 6.5]],
  'vertical_hevc_1.mp4': [[0, 10]],
  'vertical_hevc_3.mp4': [
    [0, 8.9],
    [9.2, 19],
  ],
  'bbb_5.1_audio.mp4': [[0, 5.2]],
  'carphone_qcif.mp4': [[0, 3.9]],
  'grid_bbaf2n.mpg': [[0, 2.9]],
  'grid_brbk7n.mpg': [[0, 2.9]],
  'grid_lbax4n.mpg': [[0, 2.9]],
  'grid_lrwp9a.mpg': [[0, 2.9]],
  'grid_swiz3n.mpg': [[0, 2.9]],
  'silence_banana_720p.mp4': [[1, 10]],
}

export const listStretches = (mediaDir: string): Stretch[] =>
  Object.entries(singleShots).flatMap(([file, spans]) =>
    spans.map(([startS, endS]) => ({ path: path.join(mediaDir, file), startS, endS })),
  )
