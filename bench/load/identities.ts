import { createSession, createUser } from '@/server/accounts'
import type { Db } from '@/server/db/client'
import { projectSettingsSchema } from '@/server/projects/schemas'
import { openTestApp } from '@/server/testing/app-context'
import type { Identity } from '../../load/plan-request.js'

const projectsEach = 24

export type LoadIdentity = Identity & { readonly workspaceId: string }

/** People who are signed in, each with a workspace of their own and projects in it; made directly in the database, for nobody gets 200 mails. */
export const createIdentities = async (db: Db, count: number, prefix = 'load'): Promise<readonly LoadIdentity[]> => {
  const tester = await openTestApp()
  const ctx = { ...tester.ctx, db }
  const made: LoadIdentity[] = []
  try {
    for (let index = 0; index < count; index += 1) {
      const { userId, workspaceId } = await createUser(ctx, {
        email: `${prefix}-${index}@example.com`,
        name: `Load ${index}`,
        isVerified: true,
      })
      const projects = await db.project.createManyAndReturn({
        select: { id: true },
        data: Array.from({ length: projectsEach }, (_, project) => ({
          workspaceId,
          createdById: userId,
          title: `Talk ${project}`,
          status: 'ready' as const,
          settings: projectSettingsSchema.parse({}),
        })),
      })
      const { token } = await createSession(ctx, { userId, userAgent: 'load', ipPrefix: null })
      made.push({ token, workspaceId, projectId: projects[0]?.id ?? '' })
    }
  } finally {
    await tester.close()
  }
  return made
}
