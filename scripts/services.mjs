import path from 'node:path'
import { keepSecret } from '../server/private-files.mjs'
import { appPostgres } from './db.mjs'
import { dataDir, projectDir } from './environment.mjs'
import { ensurePostgres } from './postgres.mjs'
import { ensureRedis } from './redis.mjs'
import { programsDir } from './setup.mjs'

export const logsDir = path.join(dataDir, 'logs')

export const appRedis = {
  dataDir: path.join(dataDir, 'redis'),
  logFile: path.join(logsDir, 'redis.log'),
  programsDir,
}

/** Starts our own databases where the environment names no others. Null: not ours, or (Redis) not to be had. */
export const ensureServices = async () => ({
  postgres: process.env.DATABASE_URL ? null : await ensurePostgres(appPostgres),
  redis: process.env.REDIS_URL ? null : await ensureRedis(appRedis),
})

/**
 * The environment of web and worker: what was given, and where nothing was, our databases and secrets that are made once and
 * kept under `.data`, so that sessions and signed addresses outlive a restart.
 */
export const appEnvironment = ({ postgres, redis }, appUrl) => {
  const secret = (name) => keepSecret(path.join(dataDir, 'secrets', name))
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''))
  return {
    APP_URL: appUrl,
    AUTH_SECRET: given.AUTH_SECRET ?? secret('auth'),
    MEDIA_SIGNING_KEYS: given.MEDIA_SIGNING_KEYS ?? `k1:${secret('media-signing')}`,
    ...(postgres === null ? {} : { DATABASE_URL: postgres.url }),
    ...(redis === null ? {} : { REDIS_URL: redis.url }),
    ...given,
    CLIPFORGE_DATA_DIR: dataDir,
    TSX_TSCONFIG_PATH: path.join(projectDir, 'tsconfig.json'),
    NEXT_TELEMETRY_DISABLED: '1',
  }
}
