import { expect, test } from 'vitest'
import { mayUploadMove, underWay } from './upload-state'

const states = ['receiving', 'checking', 'ready', 'failed', 'cancelled'] as const

test('nothing is looked at before all of it is here, and nothing is ready that nobody looked at', () => {
  expect(states.filter((from) => mayUploadMove(from, 'checking'))).toEqual(['receiving'])
  expect(states.filter((from) => mayUploadMove(from, 'ready'))).toEqual(['checking'])
})

test('what is under way can fail; what arrived can only be given up; what ended stays so', () => {
  expect(states.filter((from) => mayUploadMove(from, 'failed'))).toEqual([...underWay])
  expect(states.filter((from) => mayUploadMove(from, 'cancelled'))).toEqual([...underWay, 'ready'])
  expect(states.some((from) => mayUploadMove(from, 'receiving'))).toBe(false)
})
