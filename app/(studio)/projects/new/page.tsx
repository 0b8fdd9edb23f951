import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getCaller } from '@/app/_trpc/server'
import { NewProject } from './_parts/new-project'

export const metadata: Metadata = { title: 'New project' }

export default async function NewProjectPage({
  searchParams,
}: {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>
}) {
  const { link, sample } = await searchParams
  const caller = await getCaller()
  const [limits, { workspace }] = await Promise.all([caller.upload.limits(), caller.account.me()])
  if (workspace === null) notFound()
  return (
    <NewProject
      workspace={workspace}
      limits={limits}
      link={typeof link === 'string' ? link.slice(0, 2048) : ''}
      hasSample={sample !== undefined}
    />
  )
}
