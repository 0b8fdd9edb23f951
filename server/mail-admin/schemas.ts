import { z } from 'zod'
import { emailSchema } from '@/server/accounts/schemas'

const id = z.uuid()
const name = z.string().max(100)

export const findPeopleSchema = z.strictObject({ query: z.string().trim().min(2).max(254) })

export const personIdSchema = z.strictObject({ userId: id })

/** Not strict: lists are asked for with a direction too. */
export const personMailSchema = z.object({
  address: emailSchema,
  cursor: id.optional(),
  limit: z.int().min(1).max(100).default(30),
})

export const mailPreviewSchema = z.strictObject({
  template: name,
  /** A sample's name; with a person, one of the cases that there are for people. */
  variant: name.optional(),
  userId: id.optional(),
  /** One of theirs; their own without it. */
  workspaceId: id.optional(),
})
