'use client'

import { isServer, MutationCache, QueryCache, type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createTRPCClient, httpBatchLink, httpLink, httpSubscriptionLink, splitLink } from '@trpc/client'
import { createTRPCContext } from '@trpc/tanstack-react-query'
import { type ReactNode, useState } from 'react'
import superjson from 'superjson'
import type { AppRouter } from '@/server/api/root'
import { patientLink } from './patient-link'
import { createQueryClient } from './query-client'
import { SessionNote } from './session-note'
import { WaitNote } from './wait-note'

const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>()

export { useTRPC, useTRPCClient }

let browserClient: QueryClient | undefined

const queryClient = (): QueryClient => {
  if (isServer) return createQueryClient()
  browserClient ??= createQueryClient({ queryCache: new QueryCache(), mutationCache: new MutationCache() })
  return browserClient
}

/** Everything under it may call procedures. Queries go out in batches, subscriptions over server-sent events. */
export const TrpcProvider = ({ children }: { readonly children: ReactNode }) => {
  const client = queryClient()
  const [trpcClient] = useState(() =>
    createTRPCClient<AppRouter>({
      links: [
        patientLink,
        splitLink({
          condition: (operation) => operation.type === 'subscription',
          true: httpSubscriptionLink({ url: '/api/trpc', transformer: superjson }),
          false: splitLink({
            condition: ({ context }) => context.outlivesPage === true,
            // By itself and at once: a batch is gathered for a moment that a page which is left no longer has.
            true: httpLink({
              url: '/api/trpc',
              transformer: superjson,
              fetch: (url, { signal, ...rest } = {}) =>
                fetch(url, { ...rest, ...(signal ? { signal } : {}), keepalive: true }),
            }),
            false: httpBatchLink({ url: '/api/trpc', transformer: superjson, maxItems: 20 }),
          }),
        }),
      ],
    }),
  )
  return (
    <QueryClientProvider client={client}>
      <TRPCProvider trpcClient={trpcClient} queryClient={client}>
        {children}
        <WaitNote />
        <SessionNote />
      </TRPCProvider>
    </QueryClientProvider>
  )
}
