import type { inferRouterOutputs } from '@trpc/server'
import type { AppRouter } from '@/server/api/root'

export type ProjectCard = inferRouterOutputs<AppRouter>['project']['list']['items'][number]
