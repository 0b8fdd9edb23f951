import { outputSize } from '@/server/media/aspect'
import { facesInOutput, planCaptions, planSubtitles } from '@/server/media/captions'
import { clipFps, planEdit, soundOnlyFps } from '@/server/media/edl'
import { planFraming } from '@/server/media/framing'
import { soundOnlyFraming } from '@/server/media/framing/sound-only-framing'
import { overlapMs } from '@/server/media/time'
import type {
  AspectId,
  AudioFeatures,
  Box,
  Candidate,
  CaptionDocument,
  Cue,
  EditList,
  FramingPlan,
  MotionSample,
  Shot,
  SourceInfo,
  SpeakerTurn,
  Track,
  Transcript,
} from '@/server/media/types'

export type ClipPlanInput = {
  readonly source: SourceInfo
  readonly candidate: Candidate
  readonly transcript: Transcript
  readonly features: AudioFeatures | null
  readonly shots: readonly Shot[]
  readonly motion: readonly MotionSample[]
  readonly tracks: readonly Track[]
  readonly speakers: readonly SpeakerTurn[]
  readonly bounds?: Box | null | undefined
  readonly aspect: AspectId
  readonly framing: 'auto' | 'focus' | 'fit'
  readonly captionStyle: string | null
  readonly removeSilence: boolean
  readonly removeFillers: boolean
}

export type ClipPlan = {
  readonly edit: EditList
  readonly framing: FramingPlan
  readonly captions: CaptionDocument | null
  /** For the SRT and VTT files beside the clip, whatever is burned in. */
  readonly subtitles: readonly Cue[]
}

/** Edit, framing and captions of one clip, all derived from observations that stay as they are. */
export const planClip = (input: ClipPlanInput): ClipPlan => {
  const { source, candidate, transcript, aspect } = input
  const words = transcript.words.filter((word) => overlapMs(word, candidate) > 0)
  const edit = planEdit({
    range: candidate,
    words,
    features: input.features,
    fps: clipFps(source.video?.fps ?? soundOnlyFps),
    durationMs: source.durationMs,
    removeSilence: input.removeSilence,
    removeFillers: input.removeFillers,
    language: transcript.language,
  })
  const framing = source.video
    ? planFraming({
        video: source.video,
        aspect,
        mode: input.framing,
        edit,
        shots: input.shots,
        tracks: input.tracks,
        speakers: input.speakers,
        motion: input.motion,
        bounds: input.bounds,
      })
    : soundOnlyFraming(aspect, edit)
  const subtitles = planSubtitles(words, edit, transcript.language)
  if (input.captionStyle === null) return { edit, framing, captions: null, subtitles }
  const captions = planCaptions({
    words,
    edit,
    style: input.captionStyle,
    size: outputSize[aspect],
    language: transcript.language,
    faces: source.video ? facesInOutput({ tracks: input.tracks, framing, edit, video: source.video }) : [],
  })
  return { edit, framing, captions, subtitles }
}
