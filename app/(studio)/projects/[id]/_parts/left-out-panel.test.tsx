import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import { LeftOutPanel } from './left-out-panel'

const draw = (moments: { readonly data?: []; readonly error?: { readonly message: string } }, candidateCount = 12) =>
  renderToString(
    <LeftOutPanel
      moments={{ data: moments.data, error: moments.error ?? null, refetch: () => undefined }}
      candidateCount={candidateCount}
    >
      {(all) => `${all.length} moments`}
    </LeftOutPanel>,
  )

test('moments that did not come are said not to have come, with the reason and a way to ask again', () => {
  const drawn = draw({ error: { message: 'The database does not answer.' } })
  expect(drawn).toContain('could not be loaded')
  expect(drawn).toContain('The database does not answer.')
  expect(drawn).toContain('Try again')
})

test('moments that came are shown, though asking for them again has failed', () => {
  expect(draw({ data: [], error: { message: 'Busy.' } })).toBe('0 moments')
})

test('before anything was weighed nothing is awaited', () => {
  expect(draw({}, 0)).toContain('Nothing was weighed yet')
})
