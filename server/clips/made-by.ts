import type { AppContext } from '@/server/context'
import type { Prisma } from '@/server/db/client'
import { fromJson } from '@/server/db/json'
import { signMailPicture } from '@/server/media-links'
import { defaultSettings, type ProjectSettings } from '@/server/projects'

/** Whose work, and of when: from a moment, up to but without another. Without `from` all of it. */
export type Maker = { readonly userId: string; readonly from?: Date; readonly to?: Date }

export type Made = {
  /** Clips that can be watched. */
  readonly clipCount: number
  readonly projectCount: number
  /** Of source, worked through. */
  readonly sourceMinutes: number
}

/** A clip as a mail shows it: every address whole, the picture's good for weeks. */
export type ShownClip = {
  readonly title: string
  readonly url: string
  readonly thumbnailUrl: string | null
  readonly durationMs: number
  /** 0-100 */
  readonly score: number
  readonly reason: string
}

const within = ({ from, to }: Maker) => ({ ...(from && { gte: from }), ...(to && { lt: to }) })

/** What a person has made in all workspaces they still belong to, and has not removed. */
const madeBy = (maker: Maker): Prisma.ClipWhereInput => ({
  deletedAt: null,
  renders: { some: { state: 'ready' } },
  ...(maker.from || maker.to ? { createdAt: within(maker) } : {}),
  project: projectsOf(maker.userId),
})

const projectsOf = (userId: string) =>
  ({
    createdById: userId,
    deletedAt: null,
    workspace: { memberships: { some: { userId } } },
  }) as const satisfies Prisma.ProjectWhereInput

/** How much came of a person's work. */
export const countMade = async (ctx: Pick<AppContext, 'db'>, maker: Maker): Promise<Made> => {
  const projects = await ctx.db.project.findMany({
    where: {
      ...projectsOf(maker.userId),
      status: 'ready',
      ...(maker.from || maker.to ? { finishedAt: within(maker) } : {}),
    },
    select: { source: { select: { durationMs: true } } },
  })
  const sourceMs = projects.reduce((sum, { source }) => sum + (source?.durationMs ?? 0), 0)
  return {
    clipCount: await ctx.db.clip.count({ where: madeBy(maker) }),
    projectCount: projects.length,
    sourceMinutes: Math.round(sourceMs / 60_000),
  }
}

/** The best of a person's clips, by score. */
export const listBestMade = async (
  ctx: Pick<AppContext, 'db' | 'config' | 'clock'>,
  maker: Maker,
  count: number,
): Promise<readonly ShownClip[]> => {
  const clips = await ctx.db.clip.findMany({
    where: madeBy(maker),
    orderBy: [{ score: 'desc' }, { id: 'asc' }],
    take: count,
    select: {
      id: true,
      workspaceId: true,
      projectId: true,
      title: true,
      durationMs: true,
      score: true,
      startMs: true,
      endMs: true,
      renders: {
        where: { state: 'ready', posterKey: { not: null } },
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
        take: 1,
        select: { posterKey: true },
      },
    },
  })
  const reasons = await ctx.db.moment.findMany({
    where: {
      accepted: true,
      OR: clips.map(({ projectId, startMs, endMs }) => ({ projectId, startMs, endMs })),
    },
    select: { projectId: true, startMs: true, endMs: true, reason: true },
  })
  return clips.map((clip) => {
    const posterKey = clip.renders[0]?.posterKey ?? null
    const { workspaceId, durationMs, title } = clip
    const chosen = reasons.find(
      (each) => each.projectId === clip.projectId && each.startMs === clip.startMs && each.endMs === clip.endMs,
    )
    return {
      title,
      url: `${ctx.config.appUrl}/clips/${clip.id}`,
      thumbnailUrl: posterKey === null ? null : signMailPicture({ ...ctx, workspaceId }, posterKey),
      durationMs,
      score: Math.round(clip.score),
      reason: chosen?.reason ?? '',
    }
  })
}

/** What of the product a person has found: each is true once they chose it themselves, not when a default did. */
export type Tried = { readonly clips: boolean; readonly captions: boolean; readonly reframe: boolean }

export const findTried = async (ctx: Pick<AppContext, 'db'>, userId: string): Promise<Tried> => {
  const { captions, framing, aspect } = defaultSettings
  const mine = { project: { createdById: userId } } as const
  const [clip, styled, framed, projects] = await Promise.all([
    ctx.db.clip.findFirst({ where: { ...mine, renders: { some: { state: 'ready' } } }, select: { id: true } }),
    ctx.db.render.findFirst({ where: { clip: mine, captions: { notIn: [captions, 'none'] } }, select: { id: true } }),
    ctx.db.render.findFirst({
      where: { clip: mine, OR: [{ framing: { not: framing } }, { aspect: { not: aspect } }] },
      select: { id: true },
    }),
    ctx.db.project.findMany({
      where: { createdById: userId },
      orderBy: { id: 'desc' },
      take: 20,
      select: { settings: true },
    }),
  ])
  const chosen = projects.map(({ settings }) => fromJson<ProjectSettings>(settings))
  return {
    clips: clip !== null,
    captions: styled !== null || chosen.some((each) => each.captions !== captions && each.captions !== 'none'),
    reframe: framed !== null || chosen.some((each) => each.framing !== framing || each.aspect !== aspect),
  }
}
