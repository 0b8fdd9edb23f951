'use client'

import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useTRPC } from '@/app/_trpc/client'
import { idempotent } from '@/app/_trpc/idempotent'
import { toast } from '@/app/_ui/toast'
import { useEndProject } from '../../_parts/use-end-project'
import type { listFilter } from './list-filter'
import type { ProjectCard } from './types'

const pollMs = 3000
/** Something of it still changes by itself, and ending it ends that. */
export const isUnderWay = ({ status }: Pick<ProjectCard, 'status'>): boolean =>
  status === 'waiting' || status === 'queued' || status === 'working'

/** The projects of a filter, kept fresh while any is being worked on, and what can be done with one. */
export const useProjectList = (filter: ReturnType<typeof listFilter>) => {
  const trpc = useTRPC()
  const client = useQueryClient()
  const list = useInfiniteQuery(
    trpc.project.list.infiniteQueryOptions(filter, {
      getNextPageParam: (page) => page.nextCursor,
      placeholderData: keepPreviousData,
      refetchInterval: ({ state }) => (state.data?.pages.some((page) => page.items.some(isUnderWay)) ? pollMs : false),
    }),
  )
  const refresh = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: trpc.project.list.pathKey() }),
      client.invalidateQueries({ queryKey: trpc.account.me.queryKey() }),
    ])
  /** Draws the list as it will be, before the server has said so. */
  const redraw = (change: (items: readonly ProjectCard[]) => readonly ProjectCard[]) =>
    client.setQueryData(trpc.project.list.infiniteQueryKey(filter), (data) =>
      data ? { ...data, pages: data.pages.map((page) => ({ ...page, items: [...change(page.items)] })) } : data,
    )

  const rename = useMutation(
    trpc.project.rename.mutationOptions({
      ...idempotent,
      onMutate: ({ id, title }) =>
        void redraw((items) => items.map((each) => (each.id === id ? { ...each, title } : each))),
      onError: (error) => toast.failed('The name was not changed', error.message),
      onSettled: refresh,
    }),
  )
  const { cancel, remove } = useEndProject({
    onRemoving: (id) => redraw((items) => items.filter((each) => each.id !== id)),
  })
  return {
    list,
    projects: list.data?.pages.flatMap((page) => page.items) ?? [],
    rename: (id: string, title: string) => rename.mutate({ id, title }),
    cancel: (id: string) => cancel.mutate({ id }),
    remove: (id: string) => remove.mutate({ id }),
  }
}
