import type { Prisma } from './generated/client'

/**
 * What a JSON column holds, as the type its writer gave it. Safe where only our own verbs write the column, in this one shape; never
 * for what came from outside.
 */
export const fromJson = <T>(value: Prisma.JsonValue): T => value as T

/** Plain data as a JSON column takes it. Safe for readonly types too: Prisma only serialises it. */
export const toJson = (value: object): Prisma.InputJsonValue => value as Prisma.InputJsonValue

/** Why something failed, as `failure` columns keep it. */
export type Failure = { readonly code: string; readonly message: string }
