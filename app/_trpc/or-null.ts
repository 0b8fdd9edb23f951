import { TRPCError } from '@trpc/server'

/**
 * What a page asked for, or null when there is no such thing: a token of no form, somebody else's row. Whatever else went wrong is thrown on,
 * so that a database that is busy is not told to a reader as a link that leads nowhere.
 */
export const orNull = async <T>(asked: Promise<T>): Promise<T | null> => {
  try {
    return await asked
  } catch (error) {
    if (error instanceof TRPCError && (error.code === 'NOT_FOUND' || error.code === 'BAD_REQUEST')) return null
    throw error
  }
}
