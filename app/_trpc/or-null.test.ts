import { TRPCError } from '@trpc/server'
import { expect, test } from 'vitest'
import { DomainError, type ErrorCode } from '@/server/errors'
import { orNull } from './or-null'

test('what there is comes back, and what there is not is null', async () => {
  expect(await orNull(Promise.resolve('a row'))).toBe('a row')
  for (const code of ['NOT_FOUND', 'BAD_REQUEST'] as const)
    expect(await orNull(Promise.reject(new TRPCError({ code })))).toBeNull()
})

test('a part that is away is never taken for a thing that is not there', async () => {
  const failures = [
    new TRPCError({ code: 'SERVICE_UNAVAILABLE' }),
    new TRPCError({ code: 'TOO_MANY_REQUESTS' }),
    new TRPCError({ code: 'INTERNAL_SERVER_ERROR' }),
    new TypeError('a fault of ours'),
  ]
  for (const failure of failures) await expect(orNull(Promise.reject(failure))).rejects.toBe(failure)
})

test('a store that is away counts as nothing only where the page can do without, and a database that is away never', async () => {
  const away = (code: ErrorCode) =>
    new TRPCError({ code: 'SERVICE_UNAVAILABLE', cause: new DomainError(code, 'It is away.') })
  const store = away('storage_unavailable')
  expect(await orNull(Promise.reject(store), { orStorageAway: true })).toBeNull()
  await expect(orNull(Promise.reject(store))).rejects.toBe(store)
  const database = away('database_unavailable')
  await expect(orNull(Promise.reject(database), { orStorageAway: true })).rejects.toBe(database)
})
