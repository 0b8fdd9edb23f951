import { z } from 'zod'
import { plainText } from '@/server/choices'

const id = z.uuid()
const name = plainText(100)

export const findPeopleSchema = z.strictObject({ query: plainText(254).min(2) })

export const personIdSchema = z.strictObject({ userId: id })

/** Not strict: lists are asked for with a direction too. */
export const personMailSchema = z.object({
  /** Looked for as addresses are kept; one that is none has no mail. */
  address: plainText(254)
    .min(1)
    .transform((text) => text.normalize('NFKC').toLowerCase()),
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
