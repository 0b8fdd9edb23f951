import type { AppContext } from '@/server/context'
import { isDomainError } from '@/server/errors'
import type { Transcript } from '@/server/media/types'
import { analysisKeys } from './keys'

/** @throws not_found, storage_unavailable */
export const readObject = async ({ ports }: Pick<AppContext, 'ports'>, key: string): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of await ports.objects.read(key)) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

/** undefined while the project has not been listened to. */
export const readTranscript = async (
  ctx: Pick<AppContext, 'ports'>,
  workspaceId: string,
  projectId: string,
): Promise<Transcript | undefined> => {
  try {
    const bytes = await readObject(ctx, analysisKeys(workspaceId, projectId).transcript)
    // Safe: only the pipeline writes under this key, and this is the shape it writes.
    return JSON.parse(bytes.toString('utf8')) as Transcript
  } catch (error) {
    if (isDomainError(error, 'not_found')) return undefined
    throw error
  }
}
