import { afterAll, beforeAll, expect, test } from 'vitest'
import { createWorkspace } from '@/server/accounts'
import { openTestApp, type SignedInTester, type TestApp } from '@/server/testing/app-context'
import { snapshotTables } from '@/server/testing/snapshot-tables'
import { createCaller } from './root'

let app: TestApp
let owner: SignedInTester
let shared: { readonly id: string }
let other: { readonly id: string }
let memberId: string
let invitationId: string

beforeAll(async () => {
  app = await openTestApp()
  owner = await app.signIn()
  shared = await createWorkspace(owner.user, { name: 'Shown' })
  other = await createWorkspace(owner.user, { name: 'Other' })
  // In both, so that nothing but the workspace that was shown tells them apart.
  const member = await app.signIn({ workspaceId: shared.id, role: 'editor' })
  memberId = member.user.user.id
  await app.ctx.db.membership.create({ data: { workspaceId: other.id, userId: memberId, role: 'editor' } })
  const second = await app.signIn({ workspaceId: other.id, role: 'owner' })
  await app.ctx.db.membership.create({ data: { workspaceId: shared.id, userId: second.user.user.id, role: 'owner' } })
  const { id } = await callerIn(other.id).invite({
    workspaceId: other.id,
    email: 'invited@example.com',
    role: 'viewer',
  })
  invitationId = id
})
afterAll(() => app.close())

/** The owner's browser, whose cookie says that they are at work there. */
const callerIn = (workspaceId: string) =>
  createCaller({
    app: app.ctx,
    user: owner.user,
    workspace: { ...owner.workspace, workspaceId },
    resHeaders: new Headers(),
  }).workspace

type Caller = ReturnType<typeof callerIn>
const deeds: Readonly<Record<string, (caller: Caller, workspaceId: string) => Promise<unknown>>> = {
  rename: (caller, workspaceId) => caller.rename({ workspaceId, name: 'Renamed' }),
  invite: (caller, workspaceId) => caller.invite({ workspaceId, email: 'new@example.com', role: 'viewer' }),
  revokeInvitation: (caller, workspaceId) => caller.revokeInvitation({ workspaceId, id: invitationId }),
  setRole: (caller, workspaceId) => caller.setRole({ workspaceId, userId: memberId, role: 'viewer' }),
  removeMember: (caller, workspaceId) => caller.removeMember({ workspaceId, userId: memberId }),
  leave: (caller, workspaceId) => caller.leave({ workspaceId }),
}

test.each(Object.keys(deeds))(
  'workspace.%s does nothing to a workspace that another tab went to, and says that it is another one',
  async (name) => {
    const before = await snapshotTables(app.database.pool)
    await expect(deeds[name]?.(callerIn(other.id), shared.id)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('another workspace now'),
    })
    expect(await snapshotTables(app.database.pool)).toEqual(before)
  },
)

test('somebody leaves the workspace that was shown, and stays in the other', async () => {
  await callerIn(shared.id).leave({ workspaceId: shared.id })
  const left = await app.ctx.db.membership.findMany({
    where: { userId: owner.user.user.id, workspaceId: { in: [shared.id, other.id] } },
    select: { workspaceId: true },
  })
  expect(left).toEqual([{ workspaceId: other.id }])
})
