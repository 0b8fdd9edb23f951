import type { AppContext } from '@/server/context'
import { DomainError } from '@/server/errors'
import { type CreatedUser, createUser } from './create-user'

/** The account of whoever sits at this machine; several browsers share it. @throws not_found outside local mode */
export const ensureDemoAccount = async (ctx: AppContext): Promise<CreatedUser> => {
  if (!ctx.config.isLocal) throw new DomainError('not_found', 'There is no demo account here.')
  return createUser(ctx, { email: 'demo@clipforge.localhost', name: 'Demo', isVerified: true, isDemo: true })
}
