import type { WorkspaceContext } from '@/server/context'
import { type Failure, toJson } from '@/server/db/json'
import { DomainError } from '@/server/errors'
import { lockSource, removeSource } from './remove-source'
import { moveUploads } from './upload-state'

/**
 * Gives up an upload that is `ready` and that nothing was started with. Its video goes too, unless the same bytes came another time. No
 * error when there is none. @throws conflict when a project was made of it
 */
export const discardArrived = async (
  ctx: WorkspaceContext,
  { id, failure }: { readonly id: string; readonly failure: Failure },
): Promise<void> =>
  ctx.db.$transaction(async (tx) => {
    const { workspaceId } = ctx
    const upload = await tx.upload.findFirst({
      where: { id, workspaceId, state: 'ready' },
      select: { sourceId: true, _count: { select: { projects: true } } },
    })
    if (upload === null || upload.sourceId === null) return
    if (upload._count.projects > 0)
      throw new DomainError('conflict', 'A project was made of this video. Remove the project instead.')
    const source = { id: upload.sourceId, workspaceId }
    await lockSource(tx, source)
    const unused = { id, workspaceId, projects: { none: {} } }
    const given = { sourceId: null, failure: toJson(failure) }
    const moved = await moveUploads(tx, unused, 'cancelled', given, ['ready'])
    if (moved === 0 || (await tx.upload.count({ where: { sourceId: source.id, workspaceId } })) > 0) return
    await removeSource(ctx, tx, source)
  })
