import { z } from 'zod'
import type { WorkspaceContext } from '@/server/context'
import type { Prisma } from '@/server/db/client'
import { DomainError } from '@/server/errors'
import { loadPaces } from './load-paces'
import { noClips, type ProjectCard, projectCardSelect, tallyClips, toProjectCard } from './project-card'
import type { listProjectsSchema } from './schemas'

export type ProjectList = { readonly items: readonly ProjectCard[]; readonly nextCursor: string | null }

/** Where a page ended: the last row's sort value and id. */
const cursorSchema = z.object({ id: z.uuid(), title: z.string() })

/** Projects that were not removed, a page at a time. @throws invalid_request for a cursor that is not ours */
export const listProjects = async (
  ctx: WorkspaceContext,
  input: z.output<typeof listProjectsSchema>,
): Promise<ProjectList> => {
  const { query, status, sort, cursor, limit } = input
  const rows = await ctx.db.project.findMany({
    where: {
      workspaceId: ctx.workspaceId,
      deletedAt: null,
      ...(status === undefined ? {} : { status }),
      ...(query ? { title: { contains: query, mode: 'insensitive' } } : {}),
      ...(cursor === undefined ? {} : after(sort, readCursor(cursor))),
    },
    orderBy: orders[sort],
    take: limit + 1,
    select: projectCardSelect,
  })
  const page = rows.slice(0, limit)
  const [tallies, paces] = await Promise.all([
    tallyClips(
      ctx,
      ctx.workspaceId,
      page.map(({ id }) => id),
    ),
    loadPaces(ctx),
  ])
  const last = page.at(-1)
  return {
    items: page.map((row) => toProjectCard(ctx, row, tallies.get(row.id) ?? noClips, paces)),
    nextCursor: rows.length > limit && last !== undefined ? writeCursor(last) : null,
  }
}

type Sort = z.output<typeof listProjectsSchema>['sort']

const orders: Readonly<Record<Sort, Prisma.ProjectOrderByWithRelationInput[]>> = {
  newest: [{ id: 'desc' }],
  oldest: [{ id: 'asc' }],
  title: [{ title: 'asc' }, { id: 'asc' }],
}

const after = (sort: Sort, { id, title }: z.output<typeof cursorSchema>): Prisma.ProjectWhereInput => {
  if (sort === 'newest') return { id: { lt: id } }
  if (sort === 'oldest') return { id: { gt: id } }
  return { OR: [{ title: { gt: title } }, { title, id: { gt: id } }] }
}

const writeCursor = ({ id, title }: { readonly id: string; readonly title: string }): string =>
  Buffer.from(JSON.stringify({ id, title })).toString('base64url')

const readCursor = (text: string): z.output<typeof cursorSchema> => {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
  } catch (cause) {
    throw new DomainError('invalid_request', 'That page of the list does not exist. Open the list again.', { cause })
  }
}
