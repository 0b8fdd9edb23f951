import { expect, test } from 'vitest'
import { say } from './announce'

test('whatever is said changes what is there, also when it is said again, and stands there once', () => {
  let said = say(['', ''], 'A file is ready')
  for (const message of ['A file is ready', 'A file is ready', 'A render failed']) {
    const next = say(said, message)
    expect(next).not.toEqual(said)
    expect(next.filter((text) => text !== '')).toEqual([message])
    said = next
  }
})
