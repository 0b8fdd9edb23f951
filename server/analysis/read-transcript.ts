import type { AppContext } from '@/server/context'
import { isDomainError } from '@/server/errors'
import type { Transcript } from '@/server/media/types'
import { analysisKeys } from './keys'
import { readObject } from './read-object'

/** undefined while the project has not been listened to. */
export const readTranscript = async (
  ctx: Pick<AppContext, 'ports'>,
  workspaceId: string,
  projectId: string,
): Promise<Transcript | undefined> => {
  try {
    const bytes = await readObject(ctx, analysisKeys(workspaceId, projectId).transcript)
    // Safe: only `saveSpeech` writes under this key.
    return JSON.parse(bytes.toString('utf8')) as Transcript
  } catch (error) {
    if (isDomainError(error, 'not_found')) return undefined
    throw error
  }
}
