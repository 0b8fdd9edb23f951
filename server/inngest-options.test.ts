import { Inngest } from 'inngest'
import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { readEnv } from './env'
import { inngestOptions, isEmbedded } from './inngest-options'

/** Connects to nothing until it is asked. */
const pool = new pg.Pool({ connectionString: 'postgresql://nobody@127.0.0.1:1/none' })
afterAll(() => pool.end())

const clientOf = (source: Record<string, string>) => new Inngest(inngestOptions(readEnv(source), pool))
const keys = { INNGEST_EVENT_KEY: 'event-key', INNGEST_SIGNING_KEY: 'ab'.repeat(32) }

describe('the Inngest client', () => {
  test('needs no server and no key: the embedded runner is behind it', () => {
    expect(isEmbedded(readEnv({}))).toBe(true)
    expect(clientOf({}).mode).toBe('dev')
  })

  test('with keys asks for signed calls, from a server of one’s own too', () => {
    const own = clientOf({ ...keys, INNGEST_BASE_URL: 'http://inngest:8288' })
    expect([own.mode, own.apiBaseUrl]).toEqual(['cloud', 'http://inngest:8288'])
    expect(isEmbedded(readEnv(keys))).toBe(false)
  })

  test('believes the signing key of before while it is being changed', () => {
    const fallback = 'cd'.repeat(32)
    const client = clientOf({ ...keys, INNGEST_SIGNING_KEY_FALLBACK: fallback })
    expect([client.signingKey, client.signingKeyFallback]).toEqual([keys.INNGEST_SIGNING_KEY, fallback])
    expect(clientOf(keys).signingKeyFallback).toBeUndefined()
  })

  test('web and worker of a preview are in the environment that both name', () => {
    expect(clientOf({ ...keys, INNGEST_ENV: 'preview' }).env).toBe('preview')
  })
})
