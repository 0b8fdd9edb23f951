const clipSorts = ['score', 'position', 'length'] as const
export const clipFilters = ['all', 'ready', 'failed', 'manual'] as const
export type ClipSort = (typeof clipSorts)[number]
export type ClipFilter = (typeof clipFilters)[number]

export type ClipArrangement = { readonly sort: ClipSort; readonly show: ClipFilter; readonly query: string }

type Arrangeable = {
  readonly id: string
  readonly title: string
  readonly hashtags: readonly string[]
  readonly score: number
  readonly startMs: number
  readonly durationMs: number
  readonly origin: string
  readonly state: string
}

/** From the address; what is not known there is the default. */
export const readArrangement = (params: { get(name: string): string | null }): ClipArrangement => ({
  sort: clipSorts.find((sort) => sort === params.get('sort')) ?? 'score',
  show: clipFilters.find((filter) => filter === params.get('show')) ?? 'all',
  query: params.get('q') ?? '',
})

const isShown = (clip: Arrangeable, filter: ClipFilter): boolean => {
  switch (filter) {
    case 'all':
      return true
    case 'ready':
      return clip.state === 'ready'
    case 'failed':
      return clip.state === 'failed'
    case 'manual':
      return clip.origin === 'manual'
    default:
      return filter satisfies never
  }
}

const keys: Readonly<Record<ClipSort, (clip: Arrangeable) => number>> = {
  score: (clip) => -clip.score,
  position: (clip) => clip.startMs,
  length: (clip) => clip.durationMs,
}

/** Every word of the query is looked for in title and hashtags. Best first, then as in the video. */
export const arrangeClips = <Clip extends Arrangeable>(
  clips: readonly Clip[],
  { sort, show, query }: ClipArrangement,
): Clip[] => {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean)
  const key = keys[sort]
  return clips
    .filter((clip) => {
      const text = `${clip.title} ${clip.hashtags.join(' ')}`.toLowerCase()
      return isShown(clip, show) && wanted.every((word) => text.includes(word))
    })
    .sort((a, b) => key(a) - key(b) || a.startMs - b.startMs || (a.id < b.id ? -1 : 1))
}

export const countClips = (clips: readonly Arrangeable[], filter: ClipFilter): number =>
  clips.filter((clip) => isShown(clip, filter)).length
