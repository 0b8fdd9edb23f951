'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useSubscription } from '@trpc/tanstack-react-query'
import { useEffect, useRef } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { announce } from '@/app/_ui/announce'
import { formatPlural } from '@/app/_ui/format'
import { useIsVisible } from '@/app/_ui/use-is-visible'
import { isOver } from '../../../clips/_parts/is-gone'
import type { ProjectData } from '../../../clips/_parts/types'

const pollMs = 3000
/** Work that goes on says something every second: after this long the stream is taken for broken. */
const silenceMs = 10_000

const isUnderWay = (project: ProjectData): boolean =>
  project.status === 'waiting' || project.status === 'queued' || project.status === 'working'

/** Whether anything of it still changes by itself. */
const isLive = (project: ProjectData | undefined): boolean =>
  project !== undefined &&
  (isUnderWay(project) || project.clips.some(({ state }) => state === 'queued' || state === 'rendering'))

/** The project as it is now: told by the server as it changes, asked for when the stream is silent. */
export const useProject = (id: string) => {
  const trpc = useTRPC()
  const client = useQueryClient()
  const query = useQuery(trpc.project.get.queryOptions({ id }))
  // A browser has six connections for a server: a tab that nobody looks at keeps none of them, and is told anew when it is looked at.
  const isVisible = useIsVisible()
  const live = isVisible && !isOver(query.error) && isLive(query.data)
  const heardAt = useRef(0)
  const { refetch } = query

  const stream = useSubscription(
    trpc.project.watch.subscriptionOptions(
      { id },
      {
        enabled: live,
        onData: (project) => {
          heardAt.current = Date.now()
          client.setQueryData(trpc.project.get.queryKey({ id }), project)
        },
      },
    ),
  )
  const isStreaming = stream.status === 'pending'
  const { reset } = stream

  useEffect(() => {
    if (!live) return
    heardAt.current = Date.now()
    const timer = setInterval(() => {
      if (!isStreaming || Date.now() - heardAt.current > silenceMs) void refetch()
    }, pollMs)
    return () => clearInterval(timer)
  }, [live, isStreaming, refetch])

  // A stream that ended with an error is tried again now and then; until then the polling holds.
  const hasFailed = stream.status === 'error'
  useEffect(() => {
    if (!hasFailed) return
    const timer = setTimeout(reset, 30_000)
    return () => clearTimeout(timer)
  }, [hasFailed, reset])

  const candidates = query.data?.candidateCount
  const known = useRef(candidates)
  useEffect(() => {
    if (candidates === known.current) return
    known.current = candidates
    void client.invalidateQueries({ queryKey: trpc.project.moments.queryKey({ id }) })
  }, [candidates, client, trpc, id])

  // Who speaks is told after the words are there, and credits are settled or given back at the end, however it ends.
  const status = query.data?.status
  const wasUnderWay = useRef(false)
  useEffect(() => {
    const isWorking = status === 'queued' || status === 'working'
    if (!isWorking && wasUnderWay.current) {
      void client.invalidateQueries({ queryKey: trpc.project.transcript.queryKey({ id }) })
      void client.invalidateQueries({ queryKey: trpc.account.me.queryKey() })
      void client.invalidateQueries({ queryKey: trpc.credits.pathKey() })
    }
    wasUnderWay.current = isWorking
  }, [status, client, trpc, id])

  useAnnounced(query.data)
  return query
}

/** Says politely what somebody who looks would have seen change. */
const useAnnounced = (project: ProjectData | undefined): void => {
  const said = useRef<{ status: string; stage: string | null; ready: number } | null>(null)
  useEffect(() => {
    if (!project) return
    const now = {
      status: project.status,
      stage: project.stage?.label ?? null,
      ready: project.clips.filter(({ state }) => state === 'ready').length,
    }
    const before = said.current
    said.current = now
    if (!before) return
    if (now.status !== before.status) {
      const words: Readonly<Record<string, string>> = {
        ready: `Ready: ${formatPlural(project.clips.length, 'clip')}`,
        failed: 'The work failed',
        cancelled: 'The work was cancelled',
        working: 'The work has begun',
      }
      const message = words[now.status]
      if (message) announce(message)
    } else if (now.ready > before.ready) announce(`${formatPlural(now.ready, 'clip')} ready to play`)
    else if (now.stage && now.stage !== before.stage) announce(now.stage)
  }, [project])
}
