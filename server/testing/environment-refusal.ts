import { readEnv } from '@/server/env'
import { isDomainError } from '@/server/errors'

/** What `readEnv` says against these variables; nothing when it takes them. */
export const environmentRefusal = (source: Record<string, string>): string => {
  try {
    readEnv(source)
  } catch (error) {
    if (isDomainError(error, 'invalid_environment')) return error.message
    throw error
  }
  return ''
}
