'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import { useTRPC } from '@/app/_trpc/client'

/** Of the reader; the studio's layout has asked already. */
export const useTimeZone = (): string => useSuspenseQuery(useTRPC().account.me.queryOptions()).data.user.timeZone
