import type { AppContext } from '@/server/context'
import { signMediaUrl } from './sign-media-url'

/** A mail is read for weeks. What it shows, its reader could pass on anyway. */
const mailLifeSeconds = 30 * 86_400

/** The whole address of a picture that a mail shows, for thirty days. @throws not_found when the object is another workspace's */
export const signMailPicture = (
  ctx: Pick<AppContext, 'config' | 'clock'> & { readonly workspaceId: string },
  key: string,
): string => `${ctx.config.appUrl}${signMediaUrl(ctx, key, { lifeSeconds: mailLifeSeconds })}`
