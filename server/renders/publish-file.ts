import { copyFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { codeOf, DomainError } from '@/server/errors'

/** Where a file waits beside its final name: hidden, and the same every time, so that a killed run's leftover is found. */
const waitingName = (target: string): string => path.join(path.dirname(target), `.${path.basename(target)}.partial`)

export type Publication = { readonly from: string; readonly to: string }

/**
 * Puts finished files under their final names, all or none: each is first brought whole onto the target's file system, then
 * renamed. @throws storage_full, internal
 */
export const publishFiles = async (files: readonly Publication[]): Promise<void> => {
  const published: string[] = []
  try {
    for (const { from, to } of files) await bring(from, waitingName(to))
    for (const { to } of files) {
      await rename(waitingName(to), to)
      published.push(to)
    }
  } catch (error) {
    await Promise.all(
      [...published, ...files.map(({ to }) => waitingName(to))].map((file) => rm(file, { force: true })),
    )
    throw toDomainError(error)
  }
}

/** Clears what a run that was killed while publishing has left. */
export const clearLeftovers = async (targets: readonly string[]): Promise<void> => {
  await Promise.all(targets.map((target) => rm(waitingName(target), { force: true })))
}

const bring = async (from: string, to: string): Promise<void> => {
  try {
    await rename(from, to)
  } catch (error) {
    if (codeOf(error) !== 'EXDEV') throw error
    await copyFile(from, to)
  }
}

const toDomainError = (error: unknown): DomainError => {
  const code = codeOf(error)
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new DomainError('storage_full', 'The disk is full. Free some space, then run again.', { cause: error })
  return new DomainError('internal', `The finished clip could not be put in its folder (${code || 'unknown'}).`, {
    cause: error,
  })
}
