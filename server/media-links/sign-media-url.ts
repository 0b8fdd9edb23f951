import type { AppContext } from '@/server/context'
import { DomainError } from '@/server/errors'
import { roundSeconds, signClaim, lifeSeconds as usualLifeSeconds, workspaceOfKey } from './signature'

/**
 * An address of ours under which a browser may fetch one object for 10 to 15 minutes, ranges too: `/media/<key id>.<expiry>.<signature>/<key>`.
 * With `download` the browser saves it under that name;
 * `lifeSeconds` is for what is looked at later. @throws not_found when the object is another workspace's
 */
export const signMediaUrl = (
  ctx: Pick<AppContext, 'config' | 'clock'> & { readonly workspaceId: string },
  key: string,
  { download, lifeSeconds = usualLifeSeconds }: { readonly download?: string; readonly lifeSeconds?: number } = {},
): string => {
  if (workspaceOfKey(key) !== ctx.workspaceId) throw new DomainError('not_found', 'There is no such file.')
  const [newest] = ctx.config.mediaKeys
  if (newest === undefined) throw new DomainError('internal', 'There is no key to sign addresses with.')
  const nowS = Math.floor(ctx.clock.now() / 1000)
  const expiresAtS = Math.floor((nowS + lifeSeconds) / roundSeconds) * roundSeconds
  const signature = signClaim(newest.secret, {
    key,
    workspaceId: ctx.workspaceId,
    expiresAtS,
    download: download ?? null,
  })
  const query = download === undefined ? '' : `?${new URLSearchParams({ download })}`
  return `/media/${newest.id}.${expiresAtS.toString(36)}.${signature}/${key}${query}`
}
