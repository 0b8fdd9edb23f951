import { homePath } from '@/server/accounts'

/** One of our own addresses that leads on to `next` later, which is a safe path already. Home needs no mention. */
export const withNext = (address: string, next: string): string =>
  next === homePath ? address : `${address}${address.includes('?') ? '&' : '?'}next=${encodeURIComponent(next)}`
