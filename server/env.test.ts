import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseEnv } from 'node:util'
import { describe, expect, test } from 'vitest'
import { readEnv, variableNames } from './env'
import { environmentRefusal } from './testing/environment-refusal'

const projectDir = fileURLToPath(new URL('..', import.meta.url))
const example = parseEnv(readFileSync(path.join(projectDir, '.env.example'), 'utf8'))

describe('.env.example', () => {
  test('documents every variable, and no other', () => {
    expect(Object.keys(example).sort()).toEqual([...variableNames].sort())
  })

  test('copied as it is, changes nothing', () => {
    expect(readEnv(example)).toEqual(readEnv({}))
  })

  test('knows every variable that scripts and configuration read', () => {
    // Set by the system, by npm, by Prisma's protocol, by Next for each of its builds or by Node's debuggers, not by a person who
    // configures the app.
    const foreign = ['PATH', 'INIT_CWD', 'PRISMA_SCHEMA_ENGINE_BINARY', 'NEXT_RUNTIME', 'DEBUG']
    const folders = ['scripts', 'e2e', '.']
    const files = folders.flatMap((folder) =>
      readdirSync(path.join(projectDir, folder))
        .filter((name) => /\.(mjs|ts)$/.test(name))
        .map((name) => path.join(projectDir, folder, name)),
    )
    const read = files.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/process\.env\.([A-Z][A-Z0-9_]*)/g)].map((match) => match[1] ?? ''),
    )
    expect(read).toContain('DATABASE_URL')
    expect([...new Set(read)].filter((name) => !variableNames.includes(name) && !foreign.includes(name))).toEqual([])
  })
})

describe('a bad variable', () => {
  test.each([
    ['CLIPFORGE_CORES', '0'],
    ['APP_URL', 'clips.example.com'],
    ['APP_URL', 'javascript:alert(1)'],
    ['PORT', '70000'],
    ['DATABASE_URL', 'mysql://localhost/app'],
    ['REDIS_URL', 'localhost:6379'],
    ['AUTH_SECRET', 'short'],
    ['MEDIA_SIGNING_KEYS', 'k1:short'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['TRUSTED_PROXIES', 'proxy.example.com'],
    ['ADMIN_EMAILS', 'ops@example.com, nobody'],
    ['SENTRY_DSN', 'https://errors.example.com/42'],
    ['SMTP_URL', 'mail.example.com'],
    ['MAIL_FROM', 'ClipForge'],
    ['NODE_ENV', 'staging'],
  ])('%s=%s is refused by name', (name, value) => {
    expect(environmentRefusal({ [name]: value })).toContain(`${name}: `)
  })

  test('is never repeated in the message: it may be a secret', () => {
    const secrets = { AUTH_SECRET: 'hunter2', MEDIA_SIGNING_KEYS: 'k1:hunter2', DATABASE_URL: 'mysql://u:hunter2@h/d' }
    expect(environmentRefusal(secrets)).not.toContain('hunter2')
    expect(environmentRefusal(secrets)).toContain('3 bad value(s)')
  })

  test.each([
    [{ GOOGLE_CLIENT_ID: 'id' }, 'GOOGLE_CLIENT_SECRET: '],
    [{ GITHUB_CLIENT_SECRET: 'secret' }, 'GITHUB_CLIENT_ID: '],
    [{ S3_BUCKET: 'clips', S3_ACCESS_KEY_ID: 'id' }, 'S3_SECRET_ACCESS_KEY: '],
    [{ RERANK_BASE_URL: 'https://api.example.com/v1' }, 'RERANK_MODEL: '],
    [{ RESEND_API_KEY: 're_1' }, 'MAIL_FROM: '],
    [{ RESEND_API_KEY: 're_1', SMTP_URL: 'smtp://mail.example.com', MAIL_FROM: 'a@example.com' }, 'SMTP_URL: '],
    [{ INNGEST_BASE_URL: 'http://inngest:8288', WORKER_HOST: '0.0.0.0' }, 'INNGEST_SIGNING_KEY: '],
    [{ INNGEST_EVENT_KEY: 'key', WORKER_HOST: '::' }, 'INNGEST_SIGNING_KEY: '],
    [{ INNGEST_BASE_URL: 'http://127.0.0.1:8288', WORKER_URL: 'https://worker.example.com' }, 'INNGEST_SIGNING_KEY: '],
  ])('is one that needs another: %j', (source, part) => {
    expect(environmentRefusal(source)).toContain(part)
  })

  test('is not missing where nobody but this machine can call the worker, or nobody calls it at all', () => {
    expect(readEnv({ INNGEST_BASE_URL: 'http://127.0.0.1:8288', WORKER_HOST: 'localhost' }).INNGEST_SIGNING_KEY).toBe(
      undefined,
    )
    expect(readEnv({ INNGEST_BASE_URL: 'http://[::1]:8288', WORKER_URL: 'http://[::1]:3210' }).WORKER_PORT).toBe(3210)
    expect(readEnv({ WORKER_HOST: '0.0.0.0' }).WORKER_HOST).toBe('0.0.0.0')
  })
})

test('good values are taken as they are, and the whole is frozen', () => {
  const env = readEnv({
    ...{ APP_URL: 'https://clips.example.com', TRUSTED_PROXIES: '10.0.0.0/8, 192.168.1.5,fd00::/8', PORT: '8080' },
    ...{ SMTP_URL: 'smtps://mail.example.com', MAIL_FROM: 'Clips <clips@example.com>' },
  })
  expect(env).toMatchObject({
    PORT: 8080,
    APP_URL: 'https://clips.example.com',
    MAIL_FROM: 'Clips <clips@example.com>',
  })
  expect(Object.isFrozen(env)).toBe(true)
})
