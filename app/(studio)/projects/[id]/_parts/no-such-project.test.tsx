import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import { NoSuchClip } from '../../../clips/[id]/_parts/no-such-clip'
import { NoSuchProject } from './no-such-project'

test('a page that has nothing to show has a first heading all the same', () => {
  expect(renderToString(<NoSuchProject />)).toMatch(/<h1[^>]*>There is no such project<\/h1>/)
  expect(renderToString(<NoSuchClip />)).toMatch(/<h1[^>]*>There is no such clip<\/h1>/)
})
