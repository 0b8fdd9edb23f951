import { randomUUID } from 'node:crypto'
import type { WorkspaceContext } from '@/server/context'

type ClipState = 'ready' | 'failed'

/** A project of a minute whose work is over, with one clip for each state, the best first, and a still of each that is ready. */
export const createFinishedProject = async (
  ctx: WorkspaceContext,
  { title = 'A talk', clips }: { readonly title?: string; readonly clips: readonly ClipState[] },
): Promise<{ readonly projectId: string; readonly clipIds: readonly string[] }> => {
  const now = new Date(ctx.clock.now())
  const { workspaceId } = ctx
  const isReady = clips.includes('ready')
  const { id: projectId } = await ctx.db.project.create({
    data: {
      title,
      status: isReady || clips.length === 0 ? 'ready' : 'failed',
      ...(isReady ? { creditsUsed: 1 } : {}),
      settings: {},
      attempt: 1,
      createdById: ctx.user.id,
      createdAt: now,
      finishedAt: now,
      workspace: { connect: { id: workspaceId } },
      source: {
        create: {
          workspaceId,
          contentHash: randomUUID(),
          sizeBytes: 1,
          durationMs: 60_000,
          info: {},
          objectKey: `sources/${workspaceId}/a.mp4`,
        },
      },
    },
    select: { id: true },
  })
  const clipIds: string[] = []
  for (const [position, state] of clips.entries()) {
    const range = { startMs: position * 20_000, endMs: position * 20_000 + 15_000 }
    const posterKey = `renders/${workspaceId}/${randomUUID()}/poster.jpg`
    if (state === 'ready')
      await ctx.ports.objects.put(posterKey, Buffer.from(`still ${position}`), { contentType: 'image/jpeg' })
    await ctx.db.moment.create({
      data: {
        projectId,
        workspaceId,
        position,
        ...range,
        score: 90 - position,
        accepted: true,
        reason: `Reason ${position}`,
        title: `Clip ${position}`,
        hashtags: [],
        features: [],
        boundary: {},
      },
      select: { id: true },
    })
    const { id } = await ctx.db.clip.create({
      data: {
        projectId,
        workspaceId,
        position,
        title: `Clip ${position}`,
        hashtags: [],
        score: 90 - position,
        ...range,
        durationMs: 15_000,
        ranges: [],
        features: [],
        boundary: {},
        renders: {
          create: {
            aspect: '9:16',
            framing: 'auto',
            captions: 'karaoke',
            state,
            ...(state === 'ready'
              ? { posterKey, finishedAt: now }
              : { failure: { code: 'media_tool_failed', message: 'The disk was full.' } }),
          },
        },
      },
      select: { id: true },
    })
    clipIds.push(id)
  }
  return { projectId, clipIds }
}
