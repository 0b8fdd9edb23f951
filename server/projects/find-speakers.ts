import type { ServiceContext } from '@/server/context'
import { findTurns } from '@/server/media/speakers'
import type { AudioFeatures, Shot, SourceInfo, SpeakerTurn, Track, Word } from '@/server/media/types'

/** Faces are measured on the analysis proxy, which is never higher than this. */
const proxyMaxHeightPx = 360

/** Who speaks when, from mouths and voice. Nothing is stored: a two-hour source takes under a second. */
export const findSpeakers = async (
  _ctx: ServiceContext,
  input: {
    readonly source: SourceInfo
    readonly tracks: readonly Track[]
    readonly shots: readonly Shot[]
    readonly features: AudioFeatures
    readonly words: readonly Word[]
  },
): Promise<SpeakerTurn[]> => {
  const { source, tracks, shots, features, words } = input
  const pictureHeightPx = Math.min(proxyMaxHeightPx, source.video?.heightPx ?? proxyMaxHeightPx)
  return findTurns({ tracks, shots, features, words, pictureHeightPx })
}
