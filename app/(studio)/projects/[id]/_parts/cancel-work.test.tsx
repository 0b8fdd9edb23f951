import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { CancelWords } from './cancel-work'

const words = (keptIfCancelled: number, reserved: number): string =>
  renderToStaticMarkup(
    <CancelWords credits={{ reserved, returned: 0, used: null, keptIfCancelled, toCut: 0, toStartAgain: reserved }} />,
  )

test('before any clip is finished a cancel gives back what was taken', () => {
  expect(words(0, 12)).toContain('No clip is finished yet: 12 credits go back to your balance.')
  expect(words(0, 1)).toContain('1 credit goes back')
})

test('after one is, it uses them, and another start costs no more', () => {
  expect(words(12, 12)).toContain('the 12 credits of this video are used and do not come back.')
  expect(words(1, 1)).toContain('the 1 credit of this video is used and does not come back.')
  expect(words(12, 12)).toContain('costs no more')
})
