import { creditsFor, reserveCredits } from '@/server/credits'
import { Prisma, type Tx } from '@/server/db/client'
import { DomainError } from '@/server/errors'
import { moveProject } from './transition'

type Acceptable = {
  readonly id: string
  readonly workspaceId: string
  readonly attempt: number
  readonly title: string
  readonly source: { readonly id: string; readonly durationMs: number }
  readonly now: Date
}

/**
 * Accepts the work: reserves its credits, without what earlier attempts have used, and queues a new attempt, both or neither (the caller's
 * transaction falls with the error).
 * The workspace's row is locked before the project's, here and wherever an attempt closes, so that two never wait for each other.
 * @throws insufficient_credits { needed, balance }, conflict when somebody was quicker
 */
export const acceptProject = async (
  tx: Tx,
  { id, workspaceId, attempt: before, title, source, now }: Acceptable,
): Promise<{ id: string; workspaceId: string; attempt: number }> => {
  const attempt = before + 1
  await reserveCredits(tx, { workspaceId, projectId: id, attempt, credits: creditsFor(source.durationMs), title })
  const isMoved = await moveProject(tx, { id, workspaceId, attempt: before, deletedAt: null }, 'queued', {
    attempt,
    sourceId: source.id,
    runId: null,
    restarts: 0,
    failure: Prisma.DbNull,
    queuedAt: now,
    startedAt: null,
    finishedAt: null,
    heartbeatAt: null,
  })
  if (!isMoved) throw new DomainError('conflict', 'This project is already being worked on. Reload the page.')
  await tx.projectStage.deleteMany({ where: { projectId: id, workspaceId } })
  return { id, workspaceId, attempt }
}
