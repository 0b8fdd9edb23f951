import { isIP } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { DomainError } from './errors'
import { isLoopbackName } from './is-loopback.mjs'
import { missingOnVercel, withVercel } from './vercel-env'

// Not `new URL('..', import.meta.url)`: the bundler takes that for a file to ship.
const projectDir = path.join(path.dirname(fileURLToPath(import.meta.url)), '..')

const emptyAsAbsent = (value: unknown) => (value === '' ? undefined : value)
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(emptyAsAbsent, schema.optional())

const isProxy = (text: string): boolean => {
  const [address = '', bits] = text.split('/')
  const longest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1
  return longest > 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= longest))
}

/** Every variable there is. `.env.example` documents each one; a test compares the two. */
const variables = z.object({
  CLIPFORGE_DATA_DIR: z.preprocess(emptyAsAbsent, z.string().default(path.join(projectDir, '.data'))),
  CLIPFORGE_CORES: z.preprocess(
    emptyAsAbsent,
    z.coerce.number().int().min(1).max(64).default(Math.max(1, os.availableParallelism())),
  ),
  /** What stages keep for the next run (small copies for analysis, sound, words) may weigh this much; the oldest goes first. */
  CLIPFORGE_CACHE_GB: z.preprocess(emptyAsAbsent, z.coerce.number().min(1).max(100_000).default(30)),
  SPEECH_BASE_URL: optional(z.url()),
  SPEECH_API_KEY: optional(z.string()),
  SPEECH_MODEL: z.preprocess(emptyAsAbsent, z.string().default('whisper-1')),
  WHISPER_MODEL: z.preprocess(emptyAsAbsent, z.string().default('onnx-community/whisper-base_timestamped')),
  WHISPER_MODEL_DIR: optional(z.string()),
  WHISPER_HUB_URL: z.preprocess(emptyAsAbsent, z.url().default('https://huggingface.co')),
  RERANK_BASE_URL: optional(z.url()),
  RERANK_API_KEY: optional(z.string()),
  RERANK_MODEL: optional(z.string()),
  /** Real footage for tests; outside the project because the people in it gave no leave to ship it. */
  CLIPFORGE_MEDIA_DIR: z.preprocess(emptyAsAbsent, z.string().default(path.join(projectDir, '..', 'shared', 'media'))),
  CI: optional(z.string()),

  /** Where the web server listens; read by scripts/start.mjs. */
  HOST: optional(z.string()),
  PORT: optional(z.coerce.number().int().min(1).max(65_535)),
  /** Where people reach the app; links in mails and checks of a request's origin use it and nothing a client sends. */
  APP_URL: z.preprocess(emptyAsAbsent, z.url({ protocol: /^https?$/ }).default('http://localhost:3000')),
  DATABASE_URL: optional(z.url({ protocol: /^postgres(ql)?$/ })),
  REDIS_URL: optional(z.url({ protocol: /^rediss?$/ })),
  /** Signs one-time links and unsubscribe tokens. */
  AUTH_SECRET: optional(z.string().min(32)),
  /** The one before: links in mails that were sent go on working. */
  AUTH_SECRET_PREVIOUS: optional(z.string().min(32)),
  /** "<key id>:<secret>", newest first, comma separated: signs the addresses of media files. */
  MEDIA_SIGNING_KEYS: optional(
    z
      .string()
      .regex(
        /^[a-z0-9]+:[\w+/=-]{32,}(,[a-z0-9]+:[\w+/=-]{32,})*$/,
        '"<id>:<secret>" pairs with a comma between, each secret 32 characters or more of base64',
      ),
  ),
  GOOGLE_CLIENT_ID: optional(z.string()),
  GOOGLE_CLIENT_SECRET: optional(z.string()),
  GITHUB_CLIENT_ID: optional(z.string()),
  GITHUB_CLIENT_SECRET: optional(z.string()),
  S3_ENDPOINT: optional(z.url()),
  S3_REGION: z.preprocess(emptyAsAbsent, z.string().default('us-east-1')),
  S3_BUCKET: optional(z.string()),
  S3_ACCESS_KEY_ID: optional(z.string()),
  S3_SECRET_ACCESS_KEY: optional(z.string()),
  /** Local copies of remote objects that programs read; those in use stay, even past this. */
  S3_CACHE_GB: z.preprocess(emptyAsAbsent, z.coerce.number().min(1).default(50)),
  RESEND_API_KEY: optional(z.string()),
  /** Signs Resend's reports of what was delivered, came back or was called junk; without it the door for them is shut. */
  RESEND_WEBHOOK_SECRET: optional(
    z.string().regex(/^whsec_[\w+/=-]{16,}$/, '"whsec_…", as the page of the webhook shows it'),
  ),
  SMTP_URL: optional(z.url({ protocol: /^smtps?$/ })),
  MAIL_FROM: z.preprocess(
    emptyAsAbsent,
    z
      .string()
      .regex(/^([^<>\r\n]+<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/, '"Name <name@example.com>"')
      .default('ClipForge <hello@localhost>'),
  ),
  /** Requests a second that the mail provider takes from this account. */
  MAIL_REQUESTS_PER_SECOND: optional(z.coerce.number().min(0.1).max(1_000)),
  /** Of the sender, on one line: many countries want one under mail that nobody asked for. */
  MAIL_POSTAL_ADDRESS: optional(
    z
      .string()
      .trim()
      .max(200)
      .regex(/^[^\p{Cc}<>]+$/u, 'one line of text'),
  ),
  /** Moves the clock of the app, for tests of what takes days. Refused where APP_URL is not this machine. */
  CLIPFORGE_CLOCK_OFFSET_MS: optional(z.coerce.number().int()),
  /** A self-hosted Inngest server; with neither this nor an event key the embedded runner does the work. */
  INNGEST_BASE_URL: optional(z.url()),
  INNGEST_EVENT_KEY: optional(z.string()),
  INNGEST_SIGNING_KEY: optional(z.string()),
  /** The signing key of before, while a server may still use it. */
  INNGEST_SIGNING_KEY_FALLBACK: optional(z.string()),
  /** The branch environment of Inngest Cloud; web and worker of a preview name the same one. */
  INNGEST_ENV: optional(z.string()),
  /** Where the worker listens for that server's calls; with the embedded runner it listens nowhere. */
  WORKER_HOST: z.preprocess(emptyAsAbsent, z.string().default('127.0.0.1')),
  WORKER_PORT: z.preprocess(emptyAsAbsent, z.coerce.number().int().min(1).max(65_535).default(3210)),
  /** Where that server reaches the worker, when it is not the address it listens at. */
  WORKER_URL: optional(z.url({ protocol: /^https?$/ })),
  /** Addresses or CIDRs of proxies whose X-Forwarded-For is believed, comma separated. Nobody by default. */
  TRUSTED_PROXIES: optional(
    z
      .string()
      .refine((list) => list.split(',').every((each) => isProxy(each.trim())), 'addresses or CIDRs with commas'),
  ),
  /** Web processes that share the work: while Redis is away, each admits its part of every rate limit. */
  WEB_PROCESSES: z.preprocess(emptyAsAbsent, z.coerce.number().int().min(1).max(1_000).default(1)),
  /** Who looks after this installation, with commas between; they see what runs, never what is in a workspace. */
  ADMIN_EMAILS: optional(
    z
      .string()
      .refine(
        (list) => list.split(',').every((each) => z.email().safeParse(each.trim()).success),
        'addresses with commas',
      ),
  ),
  /** Shown as a bearer token, opens the figures behind /health and /metrics. */
  OPS_TOKEN: optional(z.string().min(16)),
  /** Requests a web process works on at once before it turns pages away. */
  MAX_INFLIGHT: z.preprocess(emptyAsAbsent, z.coerce.number().int().min(4).max(10_000).default(64)),
  /** Megabytes a web process may take; unset, what the machine or container gives. */
  MEMORY_LIMIT_MB: optional(z.coerce.number().int().min(128)),
  /** How long a web process that is to end still takes requests, for balancers to notice; read by scripts/drain-times.mjs. */
  PREDRAIN_MS: optional(z.coerce.number().int().min(0).max(60_000)),
  /** Where a worker tells Prometheus its figures; it listens nowhere without it. */
  WORKER_METRICS_PORT: optional(z.coerce.number().int().min(1).max(65_535)),
  /** Faults go there, in Sentry's protocol. */
  SENTRY_DSN: optional(
    z.url({ protocol: /^https?$/ }).regex(/^https?:\/\/[^@/\s]+@[^\s]+\/\d+$/, 'https://<key>@<host>/<project>'),
  ),
  /** Traces go there, in OpenTelemetry's protocol over HTTP. */
  OTEL_EXPORTER_OTLP_ENDPOINT: optional(z.url({ protocol: /^https?$/ })),
  /** What this build is called, a commit's id say. */
  APP_BUILD: optional(z.string().max(100)),
  /** The folder of the production build: tests build beside a running app. */
  NEXT_DIST_DIR: optional(z.string()),
  /** The browser of the end-to-end tests. */
  CHROMIUM_PATH: optional(z.string()),
  NODE_ENV: optional(z.enum(['development', 'production', 'test'])),

  /** Read by compose.yaml alone: they are parts of addresses there. */
  POSTGRES_PASSWORD: optional(z.string().regex(/^[\w-]{16,}$/, '16 letters, digits, _ or - at least')),
  REDIS_PASSWORD: optional(z.string().regex(/^[\w-]{16,}$/, '16 letters, digits, _ or - at least')),

  /** Vercel's own words on a deployment; vercel-env.ts says what follows from them. */
  VERCEL: optional(z.string()),
  VERCEL_ENV: optional(z.enum(['production', 'preview', 'development'])),
  VERCEL_URL: optional(z.string()),
  VERCEL_BRANCH_URL: optional(z.string()),
  VERCEL_PROJECT_PRODUCTION_URL: optional(z.string()),
})

export const variableNames: readonly string[] = Object.keys(variables.shape)

/** Variables that mean something only together. */
const groups = [
  ['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET'],
  ['GITHUB_CLIENT_ID', 'GITHUB_CLIENT_SECRET'],
  ['S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'],
  ['RERANK_BASE_URL', 'RERANK_MODEL'],
] as const

const schema = variables.superRefine((env, { addIssue }) => {
  for (const group of groups) {
    const given = group.filter((name) => env[name] !== undefined)
    if (given.length === 0) continue
    for (const name of group.filter((each) => env[each] === undefined))
      addIssue({ code: 'custom', path: [name], message: `must be set too, since ${given.join(' and ')} is` })
  }
  const isServed = env.INNGEST_BASE_URL !== undefined || env.INNGEST_EVENT_KEY !== undefined
  const isOnlyHere =
    isLoopbackName(env.WORKER_HOST) &&
    (env.WORKER_URL === undefined || isLoopbackName(new URL(env.WORKER_URL).hostname))
  if (isServed && !isOnlyHere && env.INNGEST_SIGNING_KEY === undefined)
    addIssue({
      code: 'custom',
      path: ['INNGEST_SIGNING_KEY'],
      message: 'must be set, since the worker is called from other machines: without it, anybody’s calls are believed',
    })
  if (env.RESEND_API_KEY !== undefined && env.SMTP_URL !== undefined)
    addIssue({ code: 'custom', path: ['SMTP_URL'], message: 'one of RESEND_API_KEY and SMTP_URL, not both' })
  for (const name of ['RESEND_API_KEY', 'SMTP_URL'] as const)
    if (env[name] !== undefined && env.MAIL_FROM.includes('@localhost'))
      addIssue({ code: 'custom', path: ['MAIL_FROM'], message: `must be an address of yours, since ${name} is set` })
})

export type Env = Readonly<z.infer<typeof schema>>

/** The only reader of process.env. @throws invalid_environment naming each bad variable */
export const readEnv = (source: Readonly<Record<string, string | undefined>> = process.env): Env => {
  const given = withVercel(source)
  const parsed = schema.safeParse(given)
  const missing = missingOnVercel(given)
  if (parsed.success && missing.length === 0) return Object.freeze(parsed.data)
  const problems = [
    ...(parsed.error?.issues ?? []).map((issue) => `${issue.path.join('.')}: ${issue.message}`),
    ...missing.map((name) => `${name}: must be set on Vercel`),
  ]
  throw new DomainError(
    'invalid_environment',
    `The environment has ${problems.length} bad value(s): ${problems.join('; ')}`,
  )
}

/** next-auth reads where it lives from the environment and nowhere else; without this its addresses come from a client's headers. */
export const tellNextAuth = (appUrl: string): void => {
  process.env.NEXTAUTH_URL = appUrl
}

/** What is written with commas between. */
export const listed = (text = ''): string[] => text.split(',').flatMap((each) => each.trim() || [])

/** The environment of a process that we start: this one's, with changes. */
export const childEnvironment = (changes: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  ...process.env,
  ...changes,
})
