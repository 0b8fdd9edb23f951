'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import { useTRPC } from '@/app/_trpc/client'

/** Who is here; the studio's layout has asked already. */
export const useMe = () => useSuspenseQuery(useTRPC().account.me.queryOptions()).data
