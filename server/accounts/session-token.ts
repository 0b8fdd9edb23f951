import { createHash, randomBytes } from 'node:crypto'

/** 256 bits that nobody can guess, for a cookie or a link. */
export const newToken = (): string => randomBytes(32).toString('base64url')

/** What a table holds of a token: reading the table signs nobody in. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex')
