import { describe, expect, test } from 'vitest'
import { classifyRequest } from './classify-request'

const classOf = (method: string, path: string, headers: Record<string, string> = {}) =>
  classifyRequest({ method, path, headers })

describe('what a request is worth', () => {
  test.each([
    [0, 'GET', '/health/live', {}],
    [0, 'GET', '/metrics', {}],
    [0, 'POST', '/api/webhooks/stripe', {}],
    [1, 'POST', '/api/webhooks/whatever', {}],
    [2, 'GET', '/api/webhooks/resend', {}],
    [2, 'GET', '/api/inngest', {}],
    [1, 'POST', '/api/trpc/project.create', {}],
    [1, 'PATCH', '/api/uploads/0199', {}],
    [1, 'HEAD', '/api/uploads/0199', {}],
    [1, 'GET', '/media/clips/a.mp4', {}],
    [1, 'GET', '/_next/static/chunks/app.js', {}],
    [1, 'GET', '/api/auth/callback/email', {}],
    [2, 'GET', '/projects', { accept: 'text/html' }],
    [2, 'GET', '/api/trpc/project.list', {}],
    [2, 'GET', '/healthy', {}],
    [3, 'GET', '/projects', { 'next-router-prefetch': '1' }],
    [3, 'GET', '/projects', { purpose: 'prefetch' }],
    [3, 'GET', '/projects', { 'sec-purpose': 'prefetch;prerender' }],
  ] as const)('P%i: %s %s %o', (priority, method, path, headers) => {
    expect(classOf(method, path, headers).priority).toBe(priority)
  })

  test('a read takes a quarter of the place that a page or a mutation takes', () => {
    expect(classOf('GET', '/api/trpc/project.list').places).toBe(0.25)
    expect(classOf('POST', '/api/trpc/project.create').places).toBe(1)
    expect(classOf('GET', '/projects').places).toBe(1)
  })

  test('what lasts is told from what works', () => {
    expect(classOf('GET', '/api/trpc/project.watch', { accept: 'text/event-stream' }).kind).toBe('stream')
    expect(classOf('GET', '/media/clips/a.mp4').kind).toBe('transfer')
    expect(classOf('PATCH', '/api/uploads/0199').kind).toBe('transfer')
    expect(classOf('POST', '/api/uploads').kind).toBe('work')
    expect(classOf('GET', '/projects').kind).toBe('work')
  })

  test('nobody makes a page or a mutation cost nothing by asking for it as a stream', () => {
    const headers = { accept: 'text/event-stream' }
    expect(classOf('GET', '/projects', headers).kind).toBe('work')
    expect(classOf('POST', '/api/trpc/project.create', headers).kind).toBe('work')
  })
})
