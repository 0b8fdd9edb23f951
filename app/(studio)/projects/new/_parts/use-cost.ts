'use client'

import { useQueries } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import type { ProjectSettings } from '@/server/projects/schemas'
import type { Cost } from './start-bar'

/** A slider says a new value on every pixel; the server is asked when it rests. */
const restMs = 200

const useRested = <Value>(value: Value): Value => {
  const [rested, setRested] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), restMs)
    return () => clearTimeout(timer)
  }, [value])
  return rested
}

/** A video that may be started with; its length is null until it is known. */
export type Priced = { readonly key: string; readonly durationMs: number | null }

/** What starting with these would cost and bring, in all and for each. */
export const useCost = (videos: readonly Priced[], settings: ProjectSettings, balance: number) => {
  const trpc = useTRPC()
  const rested = useRested(settings)
  const measured = videos.flatMap(({ key, durationMs }) => (durationMs === null ? [] : [{ key, durationMs }]))
  const answers = useQueries({
    queries: measured.map(({ durationMs }) =>
      trpc.project.estimate.queryOptions({ durationMs, settings: rested }, { placeholderData: (before) => before }),
    ),
  })
  const estimates = answers.flatMap(({ data }) => (data ? [data] : []))
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  const times = estimates.flatMap(({ timeMs }) => (timeMs ? [timeMs] : []))
  const isKnown = estimates.length > 0
  const cost: Cost = {
    credits: isKnown ? sum(estimates.map(({ credits }) => credits)) : null,
    clipCount: isKnown ? sum(estimates.map(({ clipCount }) => clipCount)) : null,
    balance: estimates[0]?.balance ?? balance,
    timeMs: times.length ? [sum(times.map(([low]) => low)), sum(times.map(([, high]) => high))] : null,
    isPartial: estimates.length < videos.length,
  }
  const costOf = (key: string): number | null =>
    answers[measured.findIndex((each) => each.key === key)]?.data?.credits ?? null
  return { cost, costOf }
}
