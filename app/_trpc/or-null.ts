import { TRPCError } from '@trpc/server'

type Also = { readonly orStorageAway?: boolean }

/**
 * What a page asked for, or null when there is no such thing: a token of no form, somebody else's row. Whatever else went wrong is thrown on,
 * so that a database that is busy is not told to a reader as a link that leads nowhere. `orStorageAway` is for what a page can do without while the
 * store does not answer.
 */
export const orNull = async <T>(asked: Promise<T>, { orStorageAway = false }: Also = {}): Promise<T | null> => {
  try {
    return await asked
  } catch (error) {
    if (error instanceof TRPCError && (error.code === 'NOT_FOUND' || error.code === 'BAD_REQUEST')) return null
    if (orStorageAway && error instanceof TRPCError && codeOf(error.cause) === 'storage_unavailable') return null
    throw error
  }
}

/** Of the domain's error behind tRPC's. */
const codeOf = (cause: unknown): unknown =>
  typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : null
