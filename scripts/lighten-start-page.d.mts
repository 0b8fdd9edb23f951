/** Rewrites the built start page so that its scripts load on demand. False: it was not as expected and is as it was. */
export const lightenStartPage: (distDir: string) => boolean
