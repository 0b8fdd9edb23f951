type Source = Readonly<Record<string, string | undefined>>

/** A function is sent 4.5 MB at most; the rest is for headers. */
export const vercelPartBytes = 4 * 1024 ** 2
/** An instance serves many requests, and there are as many instances as there is traffic: together they stay under the server's 200. */
export const vercelConnections = 5

/** Nothing of these has a local stand-in there: no disk that stays, no process beside the function. */
const needed = [
  ...['DATABASE_URL', 'REDIS_URL', 'AUTH_SECRET', 'MEDIA_SIGNING_KEYS'],
  ...['S3_BUCKET', 'INNGEST_EVENT_KEY', 'INNGEST_SIGNING_KEY'],
]

export const isOnVercel = ({ VERCEL }: { readonly VERCEL?: string | undefined }): boolean => VERCEL === '1'

/**
 * What Vercel knows by itself, filled in. A preview lives at an address of its own: what APP_URL says is production's, and people would be
 * sent there, so it does not count; Google and GitHub send people back to registered addresses only, so those ways in are closed.
 */
export const withVercel = (source: Source): Source => {
  if (!isOnVercel(source)) return source
  const isPreview = source.VERCEL_ENV === 'preview'
  const host = isPreview ? source.VERCEL_BRANCH_URL || source.VERCEL_URL : source.VERCEL_PROJECT_PRODUCTION_URL
  const own = host ? `https://${host}` : undefined
  const closed = { GOOGLE_CLIENT_ID: '', GOOGLE_CLIENT_SECRET: '', GITHUB_CLIENT_ID: '', GITHUB_CLIENT_SECRET: '' }
  return {
    ...source,
    ...(isPreview ? closed : {}),
    APP_URL: isPreview ? own : source.APP_URL || own,
    // The one folder that may be written; it is gone with the instance.
    CLIPFORGE_DATA_DIR: source.CLIPFORGE_DATA_DIR || '/tmp/clipforge',
  }
}

/** The variables that are not there and have to be. */
export const missingOnVercel = (source: Source): readonly string[] => {
  if (!isOnVercel(source)) return []
  const missing = needed.filter((name) => !source[name])
  return source.RESEND_API_KEY || source.SMTP_URL ? missing : [...missing, 'RESEND_API_KEY']
}
