import type { Tx } from '@/server/db/client'
import type { ProjectStatus } from '@/server/db/generated/client'
import { DomainError } from '@/server/errors'

export const noSuchProject = (): DomainError =>
  new DomainError('not_found', 'There is no such project. It may have been removed.')

export type LockedProject = {
  readonly status: ProjectStatus
  readonly attempt: number
  readonly deliveredIn: number | null
  readonly reportKey: string | null
  readonly deletedAt: Date | null
}

/**
 * Holds the project's row until the transaction ends: nobody moves its status, begins a render of it or ends one meanwhile. Where the
 * workspace's row is held too, that one comes first.
 */
export const lockProject = async (
  tx: Tx,
  { id, workspaceId }: { readonly id: string; readonly workspaceId: string },
): Promise<LockedProject | null> => {
  const [project] = await tx.$queryRaw<LockedProject[]>`
    SELECT "status", "attempt", "deliveredIn", "reportKey", "deletedAt" FROM "Project"
    WHERE "id" = ${id} AND "workspaceId" = ${workspaceId} FOR NO KEY UPDATE`
  return project ?? null
}
