import { codeOf, DomainError } from './errors'

export const storageAway = (cause: unknown): DomainError =>
  new DomainError('storage_unavailable', 'The media storage does not answer. Try again in a moment.', { cause })

/** What a file system says, as a person should hear it; anything else stays what it is. */
export const asStorageError = (error: unknown): unknown => {
  const code = codeOf(error)
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new DomainError('storage_full', 'The disk is full. Free some space and try again; nothing was lost.', {
      cause: error,
    })
  if (code === 'EROFS' || code === 'EIO' || code === 'EACCES' || code === 'EMFILE' || code === 'ENFILE')
    return storageAway(error)
  return error
}
