import 'server-only'
import { getContext } from '@/app/_trpc/server'
import { safeNextPath } from '@/server/accounts'

/** Where a page's `next` may lead: a path of this site, else home. */
export const nextPath = async (next: unknown): Promise<string> =>
  safeNextPath(next, (await getContext()).app.config.appUrl)
