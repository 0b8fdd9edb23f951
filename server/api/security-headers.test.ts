import type { NextConfig } from 'next'
import { getPathMatch } from 'next/dist/shared/lib/router/utils/path-match'
import { beforeAll, expect, test } from 'vitest'
import { securityHeadersOf } from './security-headers.mjs'

let config: NextConfig
beforeAll(async () => {
  const file = new URL('../../next.config.mjs', import.meta.url).href
  config = (await import(file)).default
})

/** As Next puts them together (server/lib/router-utils/filesystem.js). */
const headersOfNext = async (pathname: string) => {
  const rules = (await config.headers?.()) ?? []
  const found = rules.filter(
    ({ source }) =>
      getPathMatch(source, { strict: true, removeUnnamedParams: true, sensitive: false })(pathname) !== false,
  )
  return Object.fromEntries(found.flatMap(({ headers }) => headers.map(({ key, value }) => [key, value])))
}

test.each([
  '/projects/1',
  '/media',
  '/media/k1.a.b/clips/w/a.mp4',
  '/media/k1.a.b/clips/w/a.jpg',
  '/media/k1.a.b/clips/w/a.JPG',
  '/Media/k1.a.b/clips/w/a.jpg',
  '/media/k1.a.b/clips/w/a.jpg.mp4',
  '/media/k1.a.b/clips/w/ajpg',
  '/media/a.jpg',
  '/mediation/a.jpg',
  '/mail-samples',
  '/mail-samples/a.png',
  '/mail-samples/deep/a.png',
  '/api/media/a.jpg',
])('%s has the headers that Next gives it', async (pathname) => {
  const headers = securityHeadersOf(pathname)
  expect(headers).toEqual(await headersOfNext(pathname))
  expect(headers).toMatchObject({ 'X-Content-Type-Options': 'nosniff', 'X-Frame-Options': 'DENY' })
})

test('what people brought is never a page of ours, and their stills alone are shown by others', () => {
  const policy = 'Cross-Origin-Resource-Policy'
  const clip = securityHeadersOf('/media/t/clips/w/a.mp4')
  const still = securityHeadersOf('/media/t/clips/w/a.jpg')
  expect([clip, still].map((each) => each['Content-Security-Policy']?.startsWith('sandbox;'))).toEqual([true, true])
  expect([clip[policy], still[policy]]).toEqual(['same-origin', 'cross-origin'])
})
