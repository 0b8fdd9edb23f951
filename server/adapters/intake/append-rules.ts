import { DomainError } from '@/server/errors'

// What every intake says of an append, wherever it keeps the bytes.

/** @throws conflict with where to go on, when something else than `sizeBytes` is there already */
export const requireOffset = (offset: number, sizeBytes: number): void => {
  if (sizeBytes !== offset)
    throw new DomainError('conflict', `The upload is at ${sizeBytes} bytes, not at ${offset}. Go on from there.`, {
      details: { offset: sizeBytes },
    })
}

export const bytesOf = (chunks: readonly Uint8Array[]): number => chunks.reduce((sum, { length }) => sum + length, 0)

export const tooManyBytes = (limit: number): DomainError =>
  new DomainError('payload_too_large', `More came than the ${limit} bytes that were announced.`)

export const damagedPart = (): DomainError =>
  new DomainError('checksum_mismatch', 'This part was damaged on its way. Send it again.')
