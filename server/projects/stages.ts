/** What the work on a project goes through, in order. */
export const stageIds = ['probe', 'speech', 'scan', 'moments', 'faces', 'speakers', 'clips', 'renders'] as const
export type StageId = (typeof stageIds)[number]

export const stageLabels = {
  probe: 'Reading the video',
  speech: 'Listening to what is said',
  scan: 'Finding the shots',
  moments: 'Choosing the moments',
  faces: 'Following the faces',
  speakers: 'Telling who speaks',
  clips: 'Planning the clips',
  renders: 'Rendering the clips',
} as const satisfies Record<StageId, string>

/** Work per media time, low and high: 0.5 means half a second of work for each second of video. */
export type Pace = { readonly low: number; readonly high: number }
export type Paces = Readonly<Partial<Record<StageId, Pace>>>

/**
 * Where this installation has no past yet: guesses after what jobs took on two shared cores (drawn 640x360 to filmed 1080p), wide
 * because that is all they are.
 */
const guessedPaces: Readonly<Record<StageId, Pace>> = {
  probe: { low: 0.002, high: 0.03 },
  speech: { low: 0.15, high: 1.6 },
  scan: { low: 0.03, high: 0.3 },
  moments: { low: 0.0005, high: 0.01 },
  faces: { low: 0.05, high: 0.5 },
  speakers: { low: 0.0001, high: 0.01 },
  clips: { low: 0.0005, high: 0.01 },
  renders: { low: 0.5, high: 3 },
}

export type StageProgressRow = {
  readonly stage: string
  readonly state: 'pending' | 'running' | 'done' | 'skipped' | 'failed'
  readonly share: number
}

export type MsSpan = readonly [low: number, high: number]

/** How much longer one stage takes, as a range. `mediaMs` is what it goes through: the source, or the clips to render. */
export const stageTimeLeft = (row: StageProgressRow, mediaMs: number, paces: Paces): MsSpan | null => {
  const id = stageIds.find((each) => each === row.stage)
  if (id === undefined || (row.state !== 'pending' && row.state !== 'running')) return null
  const { low, high } = paces[id] ?? guessedPaces[id]
  const rest = mediaMs * (1 - Math.min(1, Math.max(0, row.share)))
  return [Math.round(rest * low), Math.round(rest * high)]
}

/** The sum over what is still to do; null when nothing is. Stages without a row have not begun. */
export const timeLeft = (
  rows: readonly StageProgressRow[],
  media: { readonly sourceMs: number; readonly clipsMs: number },
  paces: Paces,
): MsSpan | null => {
  const spans = stageIds
    .map((stage) => {
      const row = rows.find((each) => each.stage === stage) ?? { stage, state: 'pending' as const, share: 0 }
      return stageTimeLeft(row, stage === 'renders' ? media.clipsMs : media.sourceMs, paces)
    })
    .filter((span) => span !== null)
  if (spans.length === 0) return null
  return [spans.reduce((sum, [low]) => sum + low, 0), spans.reduce((sum, [, high]) => sum + high, 0)]
}
