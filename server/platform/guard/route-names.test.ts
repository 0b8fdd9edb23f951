import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRouteNames } from './route-names'

describe('names of routes', () => {
  const routes = [
    '/',
    '/projects',
    '/projects/[id]',
    '/projects/new',
    '/invite/[token]',
    '/media/[...path]',
    '/metrics',
  ]
  const doors = ['/api/trpc/[trpc]', '/api/uploads/[[...path]]', '/api/auth/[...nextauth]', '/api/v1/projects/[id]']
  const name = createRouteNames([...routes, ...doors])

  test.each([
    ['/', '/'],
    ['/projects/01997b2a-0000-7000-8000-000000000000', '/projects/:id'],
    ['/projects/new', '/projects/new'],
    ['/projects/new/', '/projects/new'],
    ['/invite/letters', '/invite/:id'],
    ['/api/trpc/project.list,clip.get', '/api/trpc'],
    ['/api/uploads', '/api/uploads'],
    ['/api/uploads/0199', '/api/uploads'],
    ['/api/auth/callback/email', '/api/auth'],
    ['/api/auth', 'unknown'],
    ['/api/v1/projects/1', '/api/v1/projects'],
    ['/media/x/y/z.mp4', '/media'],
    ['/_next/static/chunks/app.js', '/_next'],
    ['/example/clip.mp4', '/example'],
    ['/projects/new/whatever', 'unknown'],
    ['/aa', 'unknown'],
  ])('%s is %s', (path, said) => {
    expect(name(path)).toBe(said)
  })

  test('are those of the build, whatever strangers try and are answered', () => {
    const known = new Set([...routes, ...doors].map((route) => name(route.replaceAll(/\[.*\]/g, 'some'))))
    fc.assert(
      fc.property(fc.webPath(), (path) => {
        expect([...known, '/_next', 'unknown']).toContain(name(path))
      }),
    )
  })
})
