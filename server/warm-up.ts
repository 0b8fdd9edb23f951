import type pg from 'pg'
import { findSession } from './accounts'
import type { AppContext, WorkspaceContext } from './context'
import { getSummary } from './credits'
import { listProjects, listProjectsSchema, renameProject } from './projects'
import { withRequestId } from './request-scope'

/** The first loads and compiles; the second runs what that left. */
const rounds = 2
const requestId = 'warm-up'
const nobody = '00000000-0000-7000-8000-000000000000'

/**
 * Does what every page asks for, in nobody's name, before a process says that it is ready: a process that is put in place of another gets half of the
 * traffic in its first moment, and its first readers would wait for half a second. Where the database is away there is nothing to warm.
 */
export const warmUp = async (app: AppContext, pool: Pick<pg.Pool, 'options'>): Promise<void> => {
  // Half of them: who comes first finds connections whose server process has read its catalogues.
  const connections = Math.ceil(pool.options.max / 2)
  const ctx: WorkspaceContext = {
    ...app,
    requestId,
    user: { id: nobody, email: '', name: null, timeZone: 'UTC', isOperator: false },
    sessionId: nobody,
    workspaceId: nobody,
    role: 'viewer',
  }
  const page = listProjectsSchema.parse({})
  const asks: readonly (() => Promise<unknown>)[] = [
    () => findSession(ctx, nobody),
    () => listProjects(ctx, page),
    () => getSummary(ctx),
    () => renameProject(ctx, { id: nobody, title: requestId }),
  ]
  await withRequestId(requestId, async () => {
    for (let round = 0; round < rounds; round++)
      for (const ask of asks) await Promise.allSettled(Array.from({ length: connections }, ask))
  })
}
