import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { identify } from '@/server/api/context'
import { sessionCookieName, workspaceCookieName } from '@/server/api/cookies'
import type { RoleName, WorkspaceContext } from '@/server/context'
import { ratePolicies } from '@/server/rate-limits'
import { openTestApp, type SignedInTester, type TestApp } from '@/server/testing/app-context'
import {
  acceptInvitation,
  createWorkspace,
  findInvitation,
  findSession,
  inviteMember,
  leaveWorkspace,
  listMembers,
  listSessions,
  removeMember,
  revokeInvitation,
  revokeOtherSessions,
  setRole,
} from '.'

let app: TestApp
beforeAll(async () => {
  app = await openTestApp()
})
afterAll(() => app.close())

/** A shared workspace with one member of each role named. */
const openTeam = async (...roles: readonly Exclude<RoleName, 'owner'>[]) => {
  const owner = await app.signIn()
  const { id } = await createWorkspace(owner.user, { name: 'Team' })
  const others = await Promise.all(roles.map((role) => app.signIn({ workspaceId: id, role })))
  return { id, owner: { ...owner.workspace, workspaceId: id } satisfies WorkspaceContext, others }
}

const nth = <T>(list: readonly T[], index = 0): T => {
  const item = list[index]
  if (item === undefined) throw new Error('There is no such member.')
  return item
}

/** What a browser with this session and this chosen workspace is taken for. */
const browse = ({ token }: SignedInTester, workspaceId: string) =>
  identify(
    app.ctx,
    new Headers({
      cookie: `${sessionCookieName(app.ctx.config.appUrl)}=${token}; ${workspaceCookieName(app.ctx.config.appUrl)}=${workspaceId}`,
    }),
  )

const tokenOf = async (email: string): Promise<string> => {
  const mail = await app.ctx.db.mail.findFirstOrThrow({
    where: { to: email, template: 'workspace-invitation' },
    orderBy: { id: 'desc' },
  })
  return /\/invite\/([\w-]+)/.exec(mail.text)?.[1] ?? ''
}

describe('roles', () => {
  test('row 51: an admin neither makes, unmakes nor removes an owner', async () => {
    const { id, owner, others } = await openTeam('admin', 'editor')
    const admin = nth(others).workspace
    const editorId = nth(others, 1).user.user.id
    const tries = [
      () => setRole(admin, { userId: editorId, role: 'owner' }),
      () => setRole(admin, { userId: owner.user.id, role: 'viewer' }),
      () => setRole(admin, { userId: admin.user.id, role: 'owner' }),
      () => removeMember(admin, { userId: owner.user.id }),
      () => inviteMember(admin, { email: 'x@example.com', role: 'owner' }),
    ]
    for (const attempt of tries) await expect(attempt()).rejects.toMatchObject({ code: 'forbidden' })
    expect(await app.ctx.db.membership.count({ where: { workspaceId: id, role: 'owner' } })).toBe(1)
  })

  test('row 51: a role that was taken away counts no more, even in a request that began with it', async () => {
    const { owner, others } = await openTeam('admin', 'viewer')
    const admin = nth(others).workspace
    await setRole(owner, { userId: admin.user.id, role: 'viewer' })
    await expect(removeMember(admin, { userId: nth(others, 1).user.user.id })).rejects.toMatchObject({
      code: 'forbidden',
    })
  })

  test('of two owners who leave at the same time one stays', async () => {
    const { id, owner, others } = await openTeam('admin')
    const other = nth(others).workspace
    await setRole(owner, { userId: other.user.id, role: 'owner' })
    const outcomes = await Promise.allSettled([leaveWorkspace(owner), leaveWorkspace({ ...other, role: 'owner' })])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await app.ctx.db.membership.count({ where: { workspaceId: id, role: 'owner' } })).toBe(1)
  })

  test('the last owner neither leaves nor steps down, and a personal workspace is neither left nor shared in ownership', async () => {
    const { owner } = await openTeam()
    await expect(leaveWorkspace(owner)).rejects.toMatchObject({ code: 'conflict' })
    await expect(setRole(owner, { userId: owner.user.id, role: 'admin' })).rejects.toMatchObject({ code: 'conflict' })
    const alone = await app.signIn()
    await expect(leaveWorkspace(alone.workspace)).rejects.toMatchObject({ code: 'conflict' })
    await expect(inviteMember(alone.workspace, { email: 'y@example.com', role: 'owner' })).rejects.toMatchObject({
      code: 'conflict',
    })
  })

  test('row 52: who was removed is out with their very next request', async () => {
    const { id, owner, others } = await openTeam('editor')
    const editor = nth(others)
    expect((await browse(editor, id)).workspace).toMatchObject({ workspaceId: id, role: 'editor' })
    await removeMember(owner, { userId: editor.user.user.id })
    expect((await browse(editor, id)).workspace?.workspaceId).not.toBe(id)
  })

  test('a chosen workspace that is somebody else’s is not gone to', async () => {
    const { id } = await openTeam()
    const stranger = await app.signIn()
    expect((await browse(stranger, id)).workspace?.workspaceId).toBe(stranger.workspace.workspaceId)
  })

  test('nobody owns more workspaces than the limit, however many are made at once', async () => {
    const { user } = await app.signIn()
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => createWorkspace(user, { name: 'Many' })))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(4)
  })

  test('one who handed workspaces over makes no more for it, and nobody is made owner of more than the limit', async () => {
    const maker = await app.signIn()
    const taker = await app.signIn()
    const made = await Promise.all(
      Array.from({ length: 4 }, () => createWorkspace(maker.user, { name: 'Handed over' })),
    )
    const offers = made.map(({ id }) => ({ ...maker.workspace, workspaceId: id }))
    for (const offer of offers) {
      await app.ctx.db.membership.create({
        data: { workspaceId: offer.workspaceId, userId: taker.user.user.id, role: 'editor' },
      })
      await setRole(offer, { userId: taker.user.user.id, role: 'owner' })
      await leaveWorkspace(offer)
    }
    await expect(createWorkspace(maker.user, { name: 'Again' })).rejects.toMatchObject({ code: 'limit_exceeded' })
    await expect(createWorkspace(taker.user, { name: 'Sixth' })).rejects.toMatchObject({ code: 'limit_exceeded' })

    const { owner } = await openTeam()
    await app.ctx.db.membership.create({
      data: { workspaceId: owner.workspaceId, userId: taker.user.user.id, role: 'admin' },
    })
    await expect(setRole(owner, { userId: taker.user.user.id, role: 'owner' })).rejects.toMatchObject({
      code: 'limit_exceeded',
    })
    await setRole(owner, { userId: taker.user.user.id, role: 'editor' })
    expect(await app.ctx.db.membership.count({ where: { userId: taker.user.user.id, role: 'owner' } })).toBe(5)
  })

  test('of more invitations to own than there is room for, accepted at once, as many are taken as there is room', async () => {
    const taker = await app.signIn({ email: 'owns-many@example.com' })
    const owners = await Promise.all(Array.from({ length: 5 }, () => openTeam()))
    const tokens: string[] = []
    for (const { owner } of owners) {
      await inviteMember(owner, { email: 'owns-many@example.com', role: 'owner' })
      tokens.push(await tokenOf('owns-many@example.com'))
    }
    const outcomes = await Promise.allSettled(tokens.map((token) => acceptInvitation(taker.user, { token })))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(4)
    expect(outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []))).toEqual([
      'limit_exceeded',
    ])
  })

  test('who is put out does not come back by a link they sent, nor keeps a role alive that they lost', async () => {
    const { id, owner, others } = await openTeam('admin', 'admin')
    const open = () => app.ctx.db.invitation.count({ where: { workspaceId: id, acceptedAt: null } })
    const [removed, demoted] = [nth(others).workspace, nth(others, 1).workspace]
    await inviteMember(removed, { email: 'second-self@example.com', role: 'admin' })
    await inviteMember(demoted, { email: 'third-self@example.com', role: 'editor' })
    await removeMember(owner, { userId: removed.user.id })
    expect(await open()).toBe(1)
    await setRole(owner, { userId: demoted.user.id, role: 'editor' })
    expect(await open()).toBe(0)
    const { user } = await app.signIn({ email: 'second-self@example.com' })
    const token = await tokenOf('second-self@example.com')
    await expect(acceptInvitation(user, { token })).rejects.toMatchObject({ code: 'not_found' })
  })

  test('nor does who left by themselves', async () => {
    const { others } = await openTeam('admin')
    const { workspace } = nth(others)
    await inviteMember(workspace, { email: 'left-self@example.com', role: 'admin' })
    await leaveWorkspace(workspace)
    const { user } = await app.signIn({ email: 'left-self@example.com' })
    const token = await tokenOf('left-self@example.com')
    await expect(acceptInvitation(user, { token })).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('invitations', () => {
  test('the one who was invited joins with the role they were given, once', async () => {
    const { id, owner } = await openTeam()
    await inviteMember(owner, { email: 'joins@example.com', role: 'editor' })
    const token = await tokenOf('joins@example.com')
    const { user } = await app.signIn({ email: 'joins@example.com' })
    const clicks = await Promise.allSettled(Array.from({ length: 5 }, () => acceptInvitation(user, { token })))
    expect(clicks.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const members = await listMembers(owner)
    expect(members.members.find(({ email }) => email === 'joins@example.com')?.role).toBe('editor')
    expect(members.invitations).toEqual([])
    expect((await app.ctx.db.membership.findMany({ where: { workspaceId: id } })).length).toBe(2)
  })

  test('a forwarded link lets nobody else in', async () => {
    const { id, owner } = await openTeam()
    await inviteMember(owner, { email: 'meant@example.com', role: 'admin' })
    const token = await tokenOf('meant@example.com')
    const { user } = await app.signIn({ email: 'thief@example.com' })
    await expect(acceptInvitation(user, { token })).rejects.toMatchObject({ code: 'forbidden' })
    expect(await app.ctx.db.membership.count({ where: { workspaceId: id } })).toBe(1)
  })

  test('a link that was taken back, replaced or outlived leads nowhere', async () => {
    const later = await openTestApp()
    const owner = (await later.signIn()).workspace
    const invite = async (email: string) => {
      const { id } = await inviteMember(owner, { email, role: 'viewer' })
      const { text } = await later.ctx.db.mail.findFirstOrThrow({ where: { to: email }, orderBy: { id: 'desc' } })
      return { id, token: /\/invite\/([\w-]+)/.exec(text)?.[1] ?? '' }
    }
    const back = await invite('back@example.com')
    await revokeInvitation(owner, { id: back.id })
    const replaced = await invite('again@example.com')
    const current = await invite('again@example.com')
    expect(await findInvitation(later.ctx, back)).toBeNull()
    expect(await findInvitation(later.ctx, replaced)).toBeNull()
    expect(await findInvitation(later.ctx, current)).not.toBeNull()
    later.advance(7 * 86_400_000 + 1)
    expect(await findInvitation(later.ctx, current)).toBeNull()
    const { user } = await later.signIn({ email: 'again@example.com' })
    await expect(acceptInvitation(user, current)).rejects.toMatchObject({ code: 'not_found' })
    await later.close()
  })

  test('twenty invitations an hour are the most', async () => {
    const { owner } = await openTeam()
    const codes = []
    for (let round = 0; round < 21; round++)
      codes.push(
        await inviteMember(owner, { email: `many-${round}@example.com`, role: 'viewer' }).then(
          () => 'sent',
          (error) => error.code,
        ),
      )
    expect(codes.slice(0, 20)).toEqual(Array(20).fill('sent'))
    expect(codes[20]).toBe('rate_limited')
  })

  test('one address gets five a day from however many workspaces, and the next when that is said', async () => {
    const later = await openTestApp()
    later.advance(0)
    const invite = async () =>
      inviteMember((await later.signIn()).workspace, { email: 'victim@example.com', role: 'viewer' })
    for (let round = 0; round < ratePolicies.inviteAddress.quota; round++) await invite()
    const refused = await invite().catch((error) => error)
    expect(refused).toMatchObject({ code: 'rate_limited', details: { 'violated-policies': ['invite-address'] } })
    expect(refused.message).toContain('in 5 h')
    expect(await later.ctx.db.mail.count({ where: { to: 'victim@example.com' } })).toBe(5)
    later.advance(refused.details.retryAfterMs)
    await invite()
    await later.close()
  })

  test('one person sends no more for having several workspaces', async () => {
    const { user, workspace } = await app.signIn()
    const workspaces = await Promise.all(Array.from({ length: 4 }, () => createWorkspace(user, { name: 'Mine' })))
    const ids = [workspace.workspaceId, ...workspaces.map(({ id }) => id)]
    const { quota } = ratePolicies.invitePerson
    for (let sent = 0; sent < quota; sent++)
      await inviteMember(
        { ...workspace, workspaceId: ids[sent % ids.length] ?? '' },
        { email: `one-of-many-${sent}@example.com`, role: 'viewer' },
      )
    await expect(inviteMember(workspace, { email: 'one-more@example.com', role: 'viewer' })).rejects.toMatchObject({
      code: 'rate_limited',
      details: { 'violated-policies': ['invite-person'] },
    })
  })
})

describe('sessions', () => {
  test('row 54: ending all others leaves this one alone', async () => {
    const here = await app.signIn({ email: 'everywhere@example.com' })
    const there = await app.signIn({ email: 'everywhere@example.com' })
    const stranger = await app.signIn()
    expect((await listSessions(here.user)).map(({ device, isCurrent }) => [device, isCurrent])).toEqual([
      ['Firefox on Linux', true],
      ['Firefox on Linux', false],
    ])
    expect(await revokeOtherSessions(here.user)).toEqual({ ended: 1 })
    expect(await findSession(app.ctx, there.token)).toBeNull()
    expect(await findSession(app.ctx, here.token)).not.toBeNull()
    expect(await findSession(app.ctx, stranger.token)).not.toBeNull()
  })

  test('use makes a session last, and is written at most once an hour', async () => {
    const later = await openTestApp()
    const { token, user } = await later.signIn()
    const row = () => later.ctx.db.session.findUniqueOrThrow({ where: { id: user.sessionId } })
    const before = await row()
    later.advance(59 * 60_000)
    await findSession(later.ctx, token)
    expect(await row()).toEqual(before)
    later.advance(2 * 60_000)
    await Promise.all([1, 2, 3].map(() => findSession(later.ctx, token)))
    const after = await row()
    expect(after.expires.getTime() - before.expires.getTime()).toBeGreaterThanOrEqual(61 * 60_000 - 1_000)
    later.advance(30 * 86_400_000 - 1_000)
    expect(await findSession(later.ctx, token)).not.toBeNull()
    later.advance(30 * 86_400_000 + 1_000)
    expect(await findSession(later.ctx, token)).toBeNull()
    await later.close()
  })
})
