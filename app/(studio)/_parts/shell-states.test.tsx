import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import { ErrorState } from '@/app/_ui/error-state'
import { ShellError } from './shell-states'

const drawn = (error: {
  readonly message: string
  readonly data?: { readonly error: string; readonly httpStatus: number }
}) =>
  renderToString(
    <ShellError error={Object.assign(new Error(error.message), error)} isBusy={false} onAgain={() => undefined} />,
  )

test.each([
  ['something broke', { message: 'It broke.', data: { error: 'internal', httpStatus: 500 } }, 'Try again'],
  ['the database is away', { message: 'Away.', data: { error: 'database_unavailable', httpStatus: 503 } }, 'Try again'],
  ['nothing answered', { message: 'No answer.' }, 'Try again'],
  ['the session is over', { message: 'Sign in.', data: { error: 'unauthenticated', httpStatus: 401 } }, 'Sign in'],
  ['they are in no workspace', { message: 'None.', data: { error: 'not_found', httpStatus: 404 } }, 'Sign out'],
])('when %s, the page has a heading and a way on', (_name, error, way) => {
  const page = drawn(error)
  expect(page).toMatch(/<h1[^>]*>[^<]+<\/h1>/)
  expect(page).toContain(way)
})

test('an error in place of a page is headed by the page’s heading, one within it is not', () => {
  expect(renderToString(<ErrorState isPage title="It broke" />)).toMatch(/<h1[^>]*>It broke<\/h1>/)
  expect(renderToString(<ErrorState title="It broke" />)).toMatch(/<h2[^>]*>It broke<\/h2>/)
})
