import { z } from 'zod'
import type { WorkspaceContext } from '@/server/context'
import { Prisma } from '@/server/db/client'
import { queryRows } from '@/server/db/query-rows'
import { DomainError } from '@/server/errors'
import { loadPaces } from './load-paces'
import {
  type CardRow,
  type ClipTally,
  isUnderWay,
  type ProjectCard,
  selectClipTally,
  toProjectCard,
} from './project-card'
import type { listProjectsSchema } from './schemas'

export type ProjectList = { readonly items: readonly ProjectCard[]; readonly nextCursor: string | null }

/** Where a page ended: the last row's sort value and id. The title as the table has it, where no such characters can be. */
const cursorSchema = z.object({
  id: z.uuid(),
  title: z
    .string()
    .max(200)
    .refine((title) => !/\p{Cs}/u.test(title) && !title.includes('\0')),
})

type Row = CardRow & ClipTally

/** Projects that were not removed, a page at a time. @throws invalid_request for a cursor that is not ours */
export const listProjects = async (
  ctx: WorkspaceContext,
  input: z.output<typeof listProjectsSchema>,
): Promise<ProjectList> => {
  const { query, status, sort, cursor, limit } = input
  // What everybody opens first, and opens most: one statement, where nested selects would be four.
  const rows = await queryRows<Row>(
    ctx.db,
    Prisma.sql`
    SELECT project."id", project."title", project."status", project."createdAt", project."failure", project."isSample",
      CASE WHEN source."id" IS NOT NULL
        THEN json_build_object('durationMs', source."durationMs", 'thumbnailKey', source."thumbnailKey") END AS source,
      stages.list AS stages, clips.*
    FROM "Project" project
    LEFT JOIN "Source" source ON source."id" = project."sourceId" AND source."workspaceId" = project."workspaceId"
    CROSS JOIN LATERAL (
      SELECT COALESCE(json_agg(json_build_object('stage', stage."stage", 'state', stage."state", 'share', stage."share")), '[]') AS list
      FROM "ProjectStage" stage WHERE stage."projectId" = project."id"
    ) stages
    CROSS JOIN LATERAL (${selectClipTally(ctx.workspaceId, Prisma.sql`project."id"`)}) clips
    WHERE project."workspaceId" = ${ctx.workspaceId} AND project."deletedAt" IS NULL
      ${status === undefined ? Prisma.empty : Prisma.sql`AND project."status" = ${status}::"ProjectStatus"`}
      ${query ? Prisma.sql`AND project."title" ILIKE ${`%${query.replace(/[\\%_]/g, '\\$&')}%`}` : Prisma.empty}
      ${cursor === undefined ? Prisma.empty : after[sort](readCursor(cursor))}
    ORDER BY ${orders[sort]} LIMIT ${limit + 1}`,
  )
  // Only work under way takes any time yet.
  const paces = rows.some(isUnderWay) ? await loadPaces(ctx) : {}
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    items: page.map((row) => toProjectCard(ctx, row, row, paces)),
    nextCursor: rows.length > limit && last !== undefined ? writeCursor(last) : null,
  }
}

type Sort = z.output<typeof listProjectsSchema>['sort']
type Cursor = z.output<typeof cursorSchema>

const orders: Readonly<Record<Sort, Prisma.Sql>> = {
  newest: Prisma.sql`project."id" DESC`,
  oldest: Prisma.sql`project."id" ASC`,
  title: Prisma.sql`project."title" ASC, project."id" ASC`,
}

const after: Readonly<Record<Sort, (cursor: Cursor) => Prisma.Sql>> = {
  newest: ({ id }) => Prisma.sql`AND project."id" < ${id}`,
  oldest: ({ id }) => Prisma.sql`AND project."id" > ${id}`,
  title: ({ id, title }) => Prisma.sql`AND (project."title", project."id") > (${title}, ${id})`,
}

const writeCursor = ({ id, title }: Cursor): string => Buffer.from(JSON.stringify({ id, title })).toString('base64url')

const readCursor = (text: string): Cursor => {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
  } catch (cause) {
    throw new DomainError('invalid_request', 'That page of the list does not exist. Open the list again.', { cause })
  }
}
