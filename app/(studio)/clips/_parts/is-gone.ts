type Failed = { readonly data?: { readonly error?: string } | null | undefined } | null

/** Removed, or another workspace's: asking again is of no use. */
export const isGone = (error: Failed): boolean => error?.data?.error === 'not_found'

/** As isGone, or nobody is signed in any more: whoever asks by themselves stops; coming back to the page asks once more. */
export const isOver = (error: Failed): boolean => isGone(error) || error?.data?.error === 'unauthenticated'
