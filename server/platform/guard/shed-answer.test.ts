import { describe, expect, test } from 'vitest'
import { shedAnswer } from './shed-answer'

describe('what is said to who is turned away', () => {
  test('programs read problem+json with a time between one and three seconds, spread over all of them', () => {
    const seconds = [0, 0.34, 0.99].map((chance) => {
      const { status, headers, body } = shedAnswer('application/json', () => chance)
      expect(status).toBe(503)
      expect(headers['content-type']).toBe('application/problem+json')
      expect(JSON.parse(body)).toMatchObject({
        type: 'https://iana.org/assignments/http-problem-types#temporary-reduced-capacity',
        status: 503,
        code: 'busy',
        retryAfterSeconds: Number(headers['retry-after']),
      })
      return headers['retry-after']
    })
    expect(seconds).toEqual(['1', '2', '3'])
  })

  test('a person who opens a page sees words, and it opens by itself when its time has come', () => {
    const { headers, body } = shedAnswer('text/html,*/*;q=0.8', () => 0.5)
    expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', refresh: '2', 'retry-after': '2' })
    expect(body).toContain('Busy for a moment')
    expect(body).not.toContain('<script')
  })
})
