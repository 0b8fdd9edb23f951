import { createHash, randomBytes } from 'node:crypto'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A ULID: 10 characters of time, 16 of chance (or of `seed`, so that the same seed gives the same id at the same time). */
export const createId = (nowMs: number, seed?: string): string => {
  const chance = seed === undefined ? randomBytes(16) : createHash('sha256').update(seed).digest().subarray(0, 16)
  let time = nowMs
  let head = ''
  for (let index = 0; index < 10; index++) {
    head = (alphabet[time % 32] ?? '') + head
    time = Math.floor(time / 32)
  }
  return head + [...chance].map((byte) => alphabet[byte % 32]).join('')
}
