import { expect, test } from 'vitest'
import { settleEach } from './settle-each'

test('what was refused is told beside what was done, after the slowest has answered', async () => {
  let answered = 0
  const { done, failed } = await settleEach([1, 2, 3], async (item) => {
    if (item === 1) throw new Error('refused')
    for (let turn = 0; turn < item * 10; turn++) await null
    answered++
    return item * 2
  })
  expect(answered).toBe(2)
  expect(done).toEqual([
    { item: 2, value: 4 },
    { item: 3, value: 6 },
  ])
  expect(failed).toEqual([{ item: 1, error: new Error('refused') }])
})
