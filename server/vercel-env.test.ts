import { describe, expect, test } from 'vitest'
import { sessionCookieName } from './api/cookies'
import { isSameOrigin } from './api/same-origin'
import { readEnv } from './env'
import { environmentRefusal } from './testing/environment-refusal'

const secret = 'a'.repeat(43)
const services = {
  ...{ DATABASE_URL: 'postgresql://u:p@db.example.com/app', REDIS_URL: 'rediss://:p@cache.example.com:6379' },
  ...{
    AUTH_SECRET: secret,
    MEDIA_SIGNING_KEYS: `k1:${secret}`,
    INNGEST_EVENT_KEY: 'key',
    INNGEST_SIGNING_KEY: 'signkey',
  },
  ...{ S3_BUCKET: 'clips', S3_ACCESS_KEY_ID: 'id', S3_SECRET_ACCESS_KEY: 'secret' },
  ...{ RESEND_API_KEY: 're_1', MAIL_FROM: 'clips@example.com' },
}
const production = {
  ...services,
  ...{ VERCEL: '1', VERCEL_ENV: 'production', VERCEL_URL: 'clipforge-1a2b.vercel.app' },
  VERCEL_PROJECT_PRODUCTION_URL: 'clipforge.vercel.app',
}
const preview = { ...production, VERCEL_ENV: 'preview', VERCEL_BRANCH_URL: 'clipforge-git-fix.vercel.app' }

describe('production on Vercel', () => {
  test('is where APP_URL says, else at the address of the project, never at that of one deployment', () => {
    expect(readEnv({ ...production, APP_URL: 'https://clips.example.com' }).APP_URL).toBe('https://clips.example.com')
    expect(readEnv(production).APP_URL).toBe('https://clipforge.vercel.app')
  })

  test('writes to the one folder that may be written', () => {
    expect(readEnv(production).CLIPFORGE_DATA_DIR).toBe('/tmp/clipforge')
    expect(readEnv({ ...production, CLIPFORGE_DATA_DIR: '/tmp/mine' }).CLIPFORGE_DATA_DIR).toBe('/tmp/mine')
  })

  test.each([
    'DATABASE_URL',
    'REDIS_URL',
    'AUTH_SECRET',
    'MEDIA_SIGNING_KEYS',
    'INNGEST_EVENT_KEY',
    'INNGEST_SIGNING_KEY',
  ])('without %s does not start with a local stand-in that no other instance would see, and says so', (name) =>
    expect(environmentRefusal({ ...production, [name]: '' })).toBe(
      `The environment has 1 bad value(s): ${name}: must be set on Vercel`,
    ),
  )

  test('without a store or without mail neither', () => {
    const { S3_BUCKET, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY, RESEND_API_KEY, ...bare } = production
    expect(environmentRefusal(bare)).toContain('S3_BUCKET: must be set on Vercel')
    expect(environmentRefusal(bare)).toContain('RESEND_API_KEY: must be set on Vercel')
    const smtp = { ...production, RESEND_API_KEY: '', SMTP_URL: 'smtps://mail.example.com' }
    expect(environmentRefusal(smtp)).toBe('')
  })
})

describe('a preview', () => {
  test('is at its branch’s address whatever APP_URL says, and at its own where there is no branch', () => {
    expect(readEnv({ ...preview, APP_URL: 'https://clips.example.com' }).APP_URL).toBe(
      'https://clipforge-git-fix.vercel.app',
    )
    expect(readEnv({ ...preview, VERCEL_BRANCH_URL: '' }).APP_URL).toBe('https://clipforge-1a2b.vercel.app')
  })

  test('takes requests of its own pages and none of production’s, with a cookie bound to its host', () => {
    const { APP_URL } = readEnv({ ...preview, APP_URL: 'https://clips.example.com' })
    const post = (origin: string) => new Request(APP_URL, { method: 'POST', headers: { origin } })
    expect(isSameOrigin(post('https://clipforge-git-fix.vercel.app'), APP_URL)).toBe(true)
    expect(isSameOrigin(post('https://clips.example.com'), APP_URL)).toBe(false)
    expect(sessionCookieName(APP_URL)).toBe('__Host-clipforge-session')
  })

  test('offers no way in that would send people back to another address', () => {
    const oauth = {
      GOOGLE_CLIENT_ID: 'id',
      GOOGLE_CLIENT_SECRET: 's',
      GITHUB_CLIENT_ID: 'id',
      GITHUB_CLIENT_SECRET: 's',
    }
    expect(readEnv({ ...preview, ...oauth })).toMatchObject({
      GOOGLE_CLIENT_ID: undefined,
      GITHUB_CLIENT_ID: undefined,
    })
    expect(readEnv({ ...production, ...oauth })).toMatchObject({ GOOGLE_CLIENT_ID: 'id', GITHUB_CLIENT_ID: 'id' })
  })
})

test('elsewhere Vercel’s variables mean nothing', () => {
  expect(readEnv({ VERCEL_ENV: 'preview', VERCEL_URL: 'x.vercel.app' }).APP_URL).toBe('http://localhost:3000')
})
