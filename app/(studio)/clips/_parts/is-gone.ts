type Failed = { readonly data?: { readonly error?: string } | null | undefined } | null

/** Removed, or another workspace's: asking again is of no use. */
export const isGone = (error: Failed): boolean => error?.data?.error === 'not_found'
