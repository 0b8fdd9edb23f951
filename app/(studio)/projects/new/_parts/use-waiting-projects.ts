'use client'

import { useQueries, useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/app/_trpc/client'

const enough = 12

/** Projects that wait for an upload to be finished, by that upload's id: no second one is made of it. */
export const useWaitingProjects = (isAsked: boolean): ReadonlyMap<string, { id: string; title: string }> => {
  const trpc = useTRPC()
  const { data } = useQuery(
    trpc.project.list.queryOptions({ status: 'waiting', limit: enough }, { enabled: isAsked, staleTime: 0 }),
  )
  const projects = useQueries({
    queries: (isAsked ? (data?.items ?? []) : []).map(({ id }) => trpc.project.get.queryOptions({ id })),
  })
  return new Map(
    projects.flatMap(({ data: project }) =>
      project?.upload ? [[project.upload.id, { id: project.id, title: project.title }] as const] : [],
    ),
  )
}
