import type { AppContext } from '@/server/context'
import { DomainError, isDomainError } from '@/server/errors'
import { decodeFeatures, encodeFeatures } from '@/server/media/audio'
import type { AudioFeatures, Box, MotionSample, Shot, SpeakerTurn, Track, Transcript } from '@/server/media/types'
import { analysisKeys } from './keys'
import { readObject } from './read-object'

type Place = { readonly workspaceId: string; readonly projectId: string }

export type PictureAnalysis = {
  readonly shots: readonly Shot[]
  readonly motion: readonly MotionSample[]
  readonly tracks: readonly Track[]
  readonly speakers: readonly SpeakerTurn[]
  /** Where the picture is inside black bars; absent where they were not looked for. */
  readonly bounds?: Box | null
}

const json = { contentType: 'application/json' } as const

/** What was heard: kept with the project, so that a clip made months later has the same words and pauses. */
export const saveSpeech = async (
  { ports }: Pick<AppContext, 'ports'>,
  { workspaceId, projectId }: Place,
  { transcript, features }: { readonly transcript: Transcript; readonly features: AudioFeatures | null },
): Promise<void> => {
  const keys = analysisKeys(workspaceId, projectId)
  if (features !== null)
    await ports.objects.put(keys.sound, encodeFeatures(features), { contentType: 'application/octet-stream' })
  await ports.objects.put(keys.transcript, Buffer.from(JSON.stringify(transcript)), json)
}

export const savePicture = async (
  { ports }: Pick<AppContext, 'ports'>,
  { workspaceId, projectId }: Place,
  picture: PictureAnalysis,
): Promise<void> => {
  await ports.objects.put(analysisKeys(workspaceId, projectId).picture, Buffer.from(JSON.stringify(picture)), json)
}

export type Analysis = PictureAnalysis & { readonly transcript: Transcript; readonly features: AudioFeatures | null }

/** @throws not_found for a project that was not looked at to the end */
export const loadSpeech = async (
  ctx: Pick<AppContext, 'ports'>,
  { workspaceId, projectId }: Place,
): Promise<Pick<Analysis, 'transcript' | 'features'>> => {
  const keys = analysisKeys(workspaceId, projectId)
  const [transcript, sound] = await Promise.all([
    readObject(ctx, keys.transcript),
    readObject(ctx, keys.sound).catch((error: unknown) => {
      if (isDomainError(error, 'not_found')) return null
      throw error
    }),
  ])
  const features = sound === null ? null : decodeFeatures(sound)
  if (sound !== null && !features) throw new DomainError('internal', 'The stored sound analysis cannot be read.')
  // Safe: only `saveSpeech` writes under this key.
  return { transcript: JSON.parse(transcript.toString('utf8')) as Transcript, features: features || null }
}

/** @throws not_found for a project that was not looked at to the end */
export const loadPicture = async (
  ctx: Pick<AppContext, 'ports'>,
  { workspaceId, projectId }: Place,
): Promise<PictureAnalysis> => {
  const bytes = await readObject(ctx, analysisKeys(workspaceId, projectId).picture)
  // Safe: only `savePicture` writes under this key.
  return JSON.parse(bytes.toString('utf8')) as PictureAnalysis
}
