'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTRPC } from '@/app/_trpc/client'

/** Tells the server in which zone this device is, for whoever has chosen none: mail comes by their own clock then. Draws nothing. */
export function NoteTimeZone() {
  const trpc = useTRPC()
  const client = useQueryClient()
  const { data: me } = useQuery(trpc.account.me.queryOptions())
  const { mutate } = useMutation(
    trpc.account.noteTimeZone.mutationOptions({
      onSuccess: () => client.invalidateQueries({ queryKey: trpc.account.me.queryKey() }),
      // It is told again with the next page; nobody has to know.
      onError: () => undefined,
    }),
  )
  const known = me?.user.hasChosenZone === false && !me.user.isDemo ? me.user.timeZone : null
  useEffect(() => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
    if (known !== null && timeZone !== known) mutate({ timeZone })
  }, [known, mutate])
  return null
}
