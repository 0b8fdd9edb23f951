import type { inferRouterOutputs } from '@trpc/server'
import type { AppRouter } from '@/server/api/root'

type Outputs = inferRouterOutputs<AppRouter>['mailAdmin']

export type FoundPerson = Outputs['people'][number]
export type PersonMail = Outputs['log']
export type MailLine = PersonMail['items'][number]
export type MailTemplate = Outputs['templates'][number]
