'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Activity } from 'lucide-react'
import { useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { Badge } from '@/app/_ui/badge'
import { Button } from '@/app/_ui/button'
import { EmptyState } from '@/app/_ui/empty-state'
import { ErrorState } from '@/app/_ui/error-state'
import { formatAgo, formatBytes } from '@/app/_ui/format'
import { Notice } from '@/app/_ui/notice'
import { PageHeader } from '@/app/_ui/page-header'
import { Segmented } from '@/app/_ui/segmented'
import OpsLoading from '../loading'
import { clock } from './figures'
import { HealthStrip } from './health-strip'
import { KeyFigures } from './key-figures'
import { MailPanel } from './mail-panel'
import { ProcessesPanel } from './processes-panel'
import { StoresPanel, UploadsPanel } from './stores-panel'
import { TrafficPanel } from './traffic-panel'
import type { Ops } from './types'
import { useTimeZone } from './use-time-zone'
import { WorkPanel } from './work-panel'

/** Each process tells its figures every ten seconds. */
const everyMs = 10_000

const summary = ({ version, lastBackup, takenAt }: Ops): string =>
  `ClipForge ${version}. ${
    lastBackup === null
      ? 'No backup was made yet.'
      : `Last backup ${formatAgo(new Date(lastBackup.takenAtMs), takenAt)}, ${formatBytes(lastBackup.bytes)}.`
  }`

/** Everything that says how this installation fares, for the people who look after it. */
export function OpsView() {
  const [window, setWindow] = useState<'quarter' | 'hour'>('quarter')
  const timeZone = useTimeZone()
  const { data, error, refetch, isFetching } = useQuery(
    useTRPC().ops.overview.queryOptions({ window }, { refetchInterval: everyMs, placeholderData: keepPreviousData }),
  )
  if (data === undefined)
    return error === null ? (
      <OpsLoading />
    ) : (
      <ErrorState
        isPage
        title="The figures could not be loaded"
        actions={
          <Button onClick={() => refetch()} isBusy={isFetching} busyLabel="Loading">
            Try again
          </Button>
        }
      >
        {error.message}
      </ErrorState>
    )
  return (
    <div className="mx-auto grid w-full max-w-7xl gap-4">
      <PageHeader
        title="Operations"
        description={summary(data)}
        actions={
          <>
            <Badge tone={error === null ? 'neutral' : 'warn'}>as of {clock(data.takenAt.getTime(), timeZone)}</Badge>
            <Segmented
              label="How far back"
              value={window}
              onChange={setWindow}
              options={[
                { value: 'quarter', label: '15 min' },
                { value: 'hour', label: '1 hour' },
              ]}
            />
          </>
        }
      />
      {error !== null && (
        <Notice tone="warn" title="These figures are not the newest">
          {error.message} The next try is in a moment.
        </Notice>
      )}
      <HealthStrip health={data.health} />
      {data.processes.length === 0 && data.traffic.count === 0 ? (
        <EmptyState icon={<Activity />} title="Nothing was counted yet">
          Every process tells its figures each ten seconds. They show here within a minute of its start.
        </EmptyState>
      ) : (
        <>
          <KeyFigures ops={data} />
          <TrafficPanel ops={data} />
          <div className="grid items-start gap-4 xl:grid-cols-2">
            <WorkPanel ops={data} />
            <StoresPanel ops={data} />
            <UploadsPanel ops={data} />
            <MailPanel ops={data} />
          </div>
          <ProcessesPanel ops={data} />
        </>
      )}
    </div>
  )
}
