import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { orNull } from '@/app/_trpc/or-null'
import { getCaller } from '@/app/_trpc/server'
import { NewProject } from './_parts/new-project'

export const metadata: Metadata = { title: 'New project' }

export default async function NewProjectPage({
  searchParams,
}: {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>
}) {
  const asked = await searchParams
  const caller = await getCaller()
  const [limits, { workspace }, sample] = await Promise.all([
    caller.upload.limits(),
    caller.account.me(),
    // An installation without the sample, or whose store is away, is one without this choice.
    orNull(caller.project.sample(), { orStorageAway: true }),
  ])
  if (workspace === null) notFound()
  return (
    <NewProject
      workspace={workspace}
      limits={limits}
      link={typeof asked.link === 'string' ? asked.link.slice(0, 2048) : ''}
      hasSample={asked.sample !== undefined}
      sample={sample}
    />
  )
}
