import { DomainError } from '@/server/errors'

export const damagedPart = (): DomainError =>
  new DomainError('checksum_mismatch', 'This part was damaged on its way. Send it again.')
