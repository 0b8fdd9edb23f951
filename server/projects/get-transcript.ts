import { readTranscript } from '@/server/analysis'
import type { WorkspaceContext } from '@/server/context'
import type { Word } from '@/server/media/types'
import { getProjectRow } from './internal'

export type TranscriptView = {
  /** BCP 47 primary tag; null until something was heard. */
  readonly language: string | null
  readonly isPunctuated: boolean
  /** The engine's id; null until it has listened. */
  readonly engine: string | null
  readonly words: readonly Word[]
}

/** What is said, on the source's timeline; no words until it was listened to. @throws not_found */
export const getTranscript = async (
  ctx: WorkspaceContext,
  { id }: { readonly id: string },
): Promise<TranscriptView> => {
  await getProjectRow(ctx, id, { id: true })
  const transcript = await readTranscript(ctx, ctx.workspaceId, id)
  if (transcript === undefined) return { language: null, isPunctuated: true, engine: null, words: [] }
  const { language, isPunctuated, engine, words } = transcript
  return { language, isPunctuated, engine: engine.id, words }
}
