import { randomUUID } from 'node:crypto'
import { hashToken, newToken } from '@/server/accounts'
import type { Belongings } from '@/server/api/denial-fixtures'
import type { AppContext } from '@/server/context'
import type { SignedInTester } from './app-context'

/** Gives somebody one of everything a workspace can hold. */
export const giveBelongings = async (ctx: AppContext, { workspace, user }: SignedInTester): Promise<Belongings> => {
  const { workspaceId } = workspace
  const userId = user.user.id
  const invitationToken = newToken()
  const inAWeek = new Date(ctx.clock.now() + 7 * 86_400_000)
  const invitation = await ctx.db.invitation.create({
    data: {
      workspaceId,
      email: 'invited@example.com',
      role: 'editor',
      tokenHash: hashToken(invitationToken),
      invitedById: userId,
      expiresAt: inAWeek,
    },
  })
  const source = await ctx.db.source.create({
    data: {
      workspaceId,
      contentHash: randomUUID(),
      sizeBytes: 1_000,
      durationMs: 120_000,
      info: {},
      objectKey: `sources/${workspaceId}/a.mp4`,
    },
  })
  const upload = await ctx.db.upload.create({
    data: {
      workspaceId,
      userId,
      kind: 'file',
      fileName: 'a.mp4',
      sizeBytes: 1_000,
      state: 'receiving',
      expiresAt: inAWeek,
    },
  })
  const project = await ctx.db.project.create({
    data: {
      workspaceId,
      createdById: userId,
      title: 'Private project',
      sourceId: source.id,
      settings: {},
      status: 'ready',
      stages: { create: { stage: 'probe', state: 'done' } },
    },
  })
  const clip = await ctx.db.clip.create({
    data: {
      projectId: project.id,
      workspaceId,
      position: 0,
      title: 'Private clip',
      score: 80,
      startMs: 0,
      endMs: 20_000,
      durationMs: 20_000,
      ranges: [[0, 20_000]],
      features: [],
      boundary: {},
    },
  })
  await ctx.db.moment.create({
    data: {
      projectId: project.id,
      workspaceId,
      position: 0,
      startMs: 0,
      endMs: 20_000,
      score: 80,
      accepted: true,
      reason: '',
      title: 'Private moment',
      features: [],
      boundary: {},
    },
  })
  const render = await ctx.db.render.create({
    data: { clipId: clip.id, workspaceId, aspect: '9:16', framing: 'auto', captions: 'karaoke', state: 'failed' },
  })
  return {
    userId,
    sessionId: user.sessionId,
    workspaceId,
    invitationId: invitation.id,
    invitationToken,
    uploadId: upload.id,
    sourceId: source.id,
    projectId: project.id,
    clipId: clip.id,
    renderId: render.id,
  }
}
