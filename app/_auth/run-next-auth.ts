import type { NextApiRequest, NextApiResponse } from 'next'
import NextAuth, { type AuthOptions } from 'next-auth'

export type AuthCall = {
  readonly method: 'GET' | 'POST'
  readonly path: readonly string[]
  readonly query?: Readonly<Record<string, string>>
  readonly body?: Readonly<Record<string, string>>
  readonly cookies: Readonly<Record<string, string>>
}

export type AuthAnswer = {
  readonly status: number
  readonly location: string | null
  /** Set-Cookie headers. */
  readonly cookies: readonly string[]
  readonly body: unknown
}

/**
 * next-auth by the interface of its that needs no request scope of Next: what the call holds is all it sees. No header of the client is
 * passed on, so that none can say where the app lives.
 */
export const runNextAuth = async (options: AuthOptions, call: AuthCall): Promise<AuthAnswer> => {
  let status = 200
  let body: unknown
  const headers = new Map<string, unknown>()
  const response = {
    status: (code: number) => {
      status = code
      return response
    },
    getHeader: (name: string) => headers.get(name.toLowerCase()),
    setHeader: (name: string, value: unknown) => {
      headers.set(name.toLowerCase(), value)
      return response
    },
    json: (value: unknown) => {
      body = value
    },
    send: (value: unknown) => {
      body = value
    },
    end: () => undefined,
  }
  const { method, path, query, cookies } = call
  const request = { method, cookies, headers: {}, body: call.body ?? {}, query: { ...query, nextauth: [...path] } }
  // Both are all that next-auth touches of a Next request and its answer.
  await NextAuth(request as unknown as NextApiRequest, response as unknown as NextApiResponse, options)
  const location = headers.get('location')
  const set = headers.get('set-cookie')
  return {
    status,
    body,
    location: typeof location === 'string' ? location : null,
    cookies: Array.isArray(set) ? set.map(String) : [],
  }
}
