/** For `mutationOptions` of what may be called while the page is being left: the browser sends it on though nobody waits for the answer. */
export const outlivesPage = { trpc: { context: { outlivesPage: true } } } as const
