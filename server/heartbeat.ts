/** A worker that dies is followed by another within this time; while it lives, a heart of what it works on beats every second. */
export const aliveMs = 30_000
