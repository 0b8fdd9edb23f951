import type { MailClip } from '@/emails'
import type { AppContext } from '@/server/context'
import type { Prisma } from '@/server/db/client'
import { fromJson } from '@/server/db/json'
import { defaultSettings, type ProjectSettings } from '@/server/projects'
import { listMailClips } from './list-mail-clips'

/** Whose work, and of when: from a moment, up to but without another. Without `from` all of it. */
export type Maker = { readonly userId: string; readonly from?: Date; readonly to?: Date }

export type Made = {
  /** Clips that can be watched. */
  readonly clipCount: number
  readonly projectCount: number
  /** Of source, worked through. */
  readonly sourceMinutes: number
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

/** Whether a person has made a clip that can be watched; asked of every reader, so nothing is counted for it. */
export const hasMade = async (ctx: Pick<AppContext, 'db'>, userId: string): Promise<boolean> =>
  (await ctx.db.clip.findFirst({ where: madeBy({ userId }), select: { id: true } })) !== null

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
export const listBestMade = (
  ctx: Pick<AppContext, 'db' | 'config' | 'clock'>,
  maker: Maker,
  count: number,
): Promise<readonly MailClip[]> => listMailClips(ctx, madeBy(maker), count)

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
