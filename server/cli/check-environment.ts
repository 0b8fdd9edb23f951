import { readEnv } from '@/server/env'
import { errorTable, isDomainError } from '@/server/errors'

// Says which variables are bad and exits as the error table says, before anything is started with them.
try {
  readEnv()
} catch (error) {
  if (!isDomainError(error)) throw error
  console.error(error.message)
  process.exitCode = errorTable[error.code].exit
}
