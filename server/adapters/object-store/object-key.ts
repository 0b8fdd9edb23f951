import { DomainError } from '@/server/errors'

/** Keys are made by us: at least two plain parts, none that begins with a dot. Anything else names no object. */
export const isObjectKey = (key: string): boolean =>
  key.length <= 512 && /^[\w-]+(\/[\w.-]+)+$/.test(key) && !key.split('/').some((part) => part.startsWith('.'))

export const requireObjectKey = (key: string): string => {
  if (!isObjectKey(key)) throw new DomainError('not_found', 'There is no such file.')
  return key
}
