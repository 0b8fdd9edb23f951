/** For `mutationOptions` of what is the same when it arrives twice: a name that is set, a render that is one by its choice. The link may try it again. */
export const idempotent = { trpc: { context: { isIdempotent: true } } } as const
