'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/app/_trpc/client'
import { mayEdit } from './may-edit'

/** Whether the one who is here may change anything in the workspace; the studio's layout has asked already. */
export const useMayEdit = (): boolean => mayEdit(useQuery(useTRPC().account.me.queryOptions()).data?.workspace?.role)
