import type { inferRouterOutputs } from '@trpc/server'
import type { AppRouter } from '@/server/api/root'

export type EndedWork = inferRouterOutputs<AppRouter>['project']['cancel']
