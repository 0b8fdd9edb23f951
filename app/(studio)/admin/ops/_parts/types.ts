import type { inferRouterOutputs } from '@trpc/server'
import type { AppRouter } from '@/server/api/root'

export type Ops = inferRouterOutputs<AppRouter>['ops']['overview']
export type Trend = Ops['traffic']['perSecond']
export type Window = Ops['window']
