type Failed = { readonly data?: { readonly error?: string } | null | undefined } | null

/** Removed, or another workspace's: asking again is of no use. */
export const isGone = (error: Failed): boolean => error?.data?.error === 'not_found'

/** For queries: what may pass is tried twice more. */
export const retryUnlessGone = (failures: number, error: Failed): boolean => failures < 2 && !isGone(error)
