import type { z } from 'zod'
import type { UserContext } from '@/server/context'
import type { Prisma } from '@/server/db/client'
import { DomainError } from '@/server/errors'
import type { findPeopleSchema } from './schemas'

export type FoundPerson = {
  readonly id: string
  readonly email: string
  readonly name: string | null
  readonly workspaces: readonly { readonly id: string; readonly name: string; readonly isPersonal: boolean }[]
}

const shown = 8

const personSelect = {
  id: true,
  email: true,
  name: true,
  memberships: {
    orderBy: { createdAt: 'asc' },
    select: { workspace: { select: { id: true, name: true, isPersonal: true } } },
  },
} as const satisfies Prisma.UserSelect

const toPerson = ({ memberships, ...person }: Prisma.UserGetPayload<{ select: typeof personSelect }>): FoundPerson => ({
  ...person,
  workspaces: memberships.map(({ workspace }) => workspace),
})

/** People whose address has these letters in it, those whose address begins with them first. For operators: everybody's. */
export const findPeople = async (
  ctx: UserContext,
  { query }: z.output<typeof findPeopleSchema>,
): Promise<readonly FoundPerson[]> => {
  // Prisma hands these through, and they would match anything.
  const letters = query.replace(/[\\%_]/g, '\\$&')
  const find = (where: { readonly startsWith: string } | { readonly contains: string }) =>
    ctx.db.user.findMany({
      where: { email: { ...where, mode: 'insensitive' } },
      orderBy: { email: 'asc' },
      take: shown,
      select: personSelect,
    })
  const [first, all] = await Promise.all([find({ startsWith: letters }), find({ contains: letters })])
  const others = all.filter(({ id }) => first.every((each) => each.id !== id))
  return [...first, ...others].slice(0, shown).map(toPerson)
}

/** @throws not_found */
export const getPerson = async (ctx: UserContext, { userId }: { readonly userId: string }): Promise<FoundPerson> => {
  const person = await ctx.db.user.findUnique({ where: { id: userId }, select: personSelect })
  if (person === null) throw new DomainError('not_found', 'There is no such person.')
  return toPerson(person)
}
