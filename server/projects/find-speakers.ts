import type { ServiceContext } from '@/server/context'
import { planScan } from '@/server/media/shots'
import { findTurns } from '@/server/media/speakers'
import type { AudioFeatures, Shot, SourceInfo, SpeakerTurn, Track, Word } from '@/server/media/types'

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
  // Without a picture there is no track whose lips could tremble.
  const pictureHeightPx = source.video === null ? 1 : planScan(source.video).proxyHeightPx
  return findTurns({ tracks, shots, features, words, pictureHeightPx })
}
