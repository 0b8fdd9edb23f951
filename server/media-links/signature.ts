import { createHmac, timingSafeEqual } from 'node:crypto'
import type { AppConfig } from '@/server/context'

export type MediaClaim = {
  readonly key: string
  readonly workspaceId: string
  /** Seconds since the epoch, divisible by `roundSeconds`. */
  readonly expiresAtS: number
  /** The name under which it is saved; null for what is shown in place. */
  readonly download: string | null
}

export const lifeSeconds = 15 * 60
/** The same address for this long, so that a browser finds what it has already fetched. */
export const roundSeconds = 5 * 60

/**
 * What an address allows is all in what is signed: the method (a HEAD is a GET without its body), the path, whose it is, until when, that
 * single ranges may be asked for, and under which name it is saved. Lengths in front keep two fields from reading as one.
 */
export const signClaim = (secret: string, claim: MediaClaim): string => {
  const fields = ['GET', claim.key, claim.workspaceId, String(claim.expiresAtS), 'range=single', claim.download ?? '']
  const text = fields.map((field) => `${Buffer.byteLength(field)}:${field}`).join('\n')
  return createHmac('sha256', secret).update(text).digest('base64url')
}

export const isSignedBy = (
  keys: AppConfig['mediaKeys'],
  keyId: string,
  signature: string,
  claim: MediaClaim,
): boolean => {
  const key = keys.find(({ id }) => id === keyId)
  // An unknown id takes the same work as a wrong signature.
  const wanted = Buffer.from(signClaim(key?.secret ?? 'no such key', claim))
  const given = Buffer.from(signature)
  return given.length === wanted.length && timingSafeEqual(given, wanted) && key !== undefined
}

/** Keys are "<kind>/<workspaceId>/…"; whose an object is can be read off its key and nowhere else. */
export const workspaceOfKey = (key: string): string | undefined => key.split('/')[1]
