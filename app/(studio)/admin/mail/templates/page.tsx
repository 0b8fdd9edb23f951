import type { Metadata } from 'next'
import { getQueryClient, Hydrated, trpc } from '@/app/_trpc/server'
import { Letters } from './_parts/letters'

export const metadata: Metadata = { title: 'Letters' }

export default async function LettersPage() {
  await getQueryClient().prefetchQuery(trpc.mailAdmin.templates.queryOptions())
  return (
    <Hydrated>
      <Letters />
    </Hydrated>
  )
}
