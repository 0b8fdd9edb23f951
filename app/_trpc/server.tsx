import 'server-only'
import { dehydrate, HydrationBoundary, type QueryClient } from '@tanstack/react-query'
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query'
import { headers } from 'next/headers'
import { cache, type ReactNode } from 'react'
import { createTrpcContext } from '@/server/api/context'
import { appRouter, createCaller } from '@/server/api/root'
import { createQueryClient } from './query-client'

export const getContext = cache(async () => createTrpcContext(await headers()))
export const getQueryClient = cache(() => createQueryClient())

/** For prefetching in server components: `await getQueryClient().prefetchQuery(trpc.project.list.queryOptions({}))`. */
export const trpc = createTRPCOptionsProxy({ ctx: getContext, router: appRouter, queryClient: getQueryClient })

/** For calling a procedure and using its answer in a server component. */
export const getCaller = cache(async () => createCaller(await getContext()))

/** Hands what was prefetched to the client components inside it. A layout, which hands over what its pages don't, has a client of its own. */
export const Hydrated = ({
  client = getQueryClient(),
  children,
}: {
  readonly client?: QueryClient
  readonly children: ReactNode
}) => <HydrationBoundary state={dehydrate(client)}>{children}</HydrationBoundary>
