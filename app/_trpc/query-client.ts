import { defaultShouldDehydrateQuery, QueryClient, type QueryClientConfig } from '@tanstack/react-query'
import superjson from 'superjson'
import { askAgainMs } from './ask-again'

/** One set of defaults for server and browser: what was prefetched is not asked for again at once. */
export const createQueryClient = (config: QueryClientConfig = {}): QueryClient =>
  new QueryClient({
    ...config,
    defaultOptions: {
      // The link tries again what may pass (patient-link.ts).
      queries: { staleTime: 20_000, retry: false, refetchInterval: ({ state }) => askAgainMs(state.error) },
      dehydrate: {
        serializeData: superjson.serialize,
        shouldDehydrateQuery: (query) => defaultShouldDehydrateQuery(query) || query.state.status === 'pending',
      },
      hydrate: { deserializeData: superjson.deserialize },
    },
  })
