import type { ClientOptions } from 'inngest'
import type pg from 'pg'
import type { Env } from './env'
import { embeddedFetch } from './runner'

/** What every app and every event of ours is registered under. */
export const inngestAppId = 'clipforge'

/** With neither an address nor a key of an Inngest server the embedded runner does the work. */
export const isEmbedded = (env: Env): boolean =>
  env.INNGEST_BASE_URL === undefined && env.INNGEST_EVENT_KEY === undefined

/** The SDK's options, whichever server is behind it: events go straight into PostgreSQL, to a server of one's own, or to Inngest Cloud. */
export const inngestOptions = (env: Env, pool: pg.Pool): ClientOptions =>
  isEmbedded(env)
    ? // Nothing is served and nothing is sent: there is no request that a signature would protect.
      { id: inngestAppId, isDev: true, fetch: embeddedFetch(pool) }
    : {
        id: inngestAppId,
        isDev: env.INNGEST_SIGNING_KEY === undefined,
        ...(env.INNGEST_BASE_URL === undefined ? {} : { baseUrl: env.INNGEST_BASE_URL }),
        ...(env.INNGEST_EVENT_KEY === undefined ? {} : { eventKey: env.INNGEST_EVENT_KEY }),
        ...(env.INNGEST_SIGNING_KEY === undefined ? {} : { signingKey: env.INNGEST_SIGNING_KEY }),
        ...(env.INNGEST_SIGNING_KEY_FALLBACK === undefined
          ? {}
          : { signingKeyFallback: env.INNGEST_SIGNING_KEY_FALLBACK }),
        ...(env.INNGEST_ENV === undefined ? {} : { env: env.INNGEST_ENV }),
      }
