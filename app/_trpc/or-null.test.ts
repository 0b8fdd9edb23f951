import { TRPCError } from '@trpc/server'
import { expect, test } from 'vitest'
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
