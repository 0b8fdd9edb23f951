'use client'

import { Card } from '@/app/_ui/card'
import { formatTimeLeft } from '@/app/_ui/format'
import { StageBar, type StageState } from '@/app/_ui/stage-bar'
import type { ProjectData, Stage } from '../../../clips/_parts/types'
import { UploadLine } from './upload-line'
import type { Arrival } from './use-arrival'

const states: Readonly<Record<string, StageState>> = {
  pending: 'waiting',
  running: 'working',
  done: 'done',
  skipped: 'done',
  failed: 'failed',
}

/** 12.34 -> "12x real time", 0.84 -> "0.8x real time". */
const formatSpeed = (speed: number): string => `${speed >= 10 ? Math.round(speed) : speed.toFixed(1)}x real time`

const StageLine = ({ stage }: { readonly stage: Stage }) => (
  <StageBar
    name={stage.label}
    state={states[stage.state] ?? 'waiting'}
    share={stage.share}
    {...(stage.speed ? { speed: formatSpeed(stage.speed) } : {})}
    {...(stage.timeLeftMs ? { timeLeft: formatTimeLeft(...stage.timeLeftMs) } : {})}
    note={stage.note}
  />
)

const QueueNote = ({ queue: { position, isDelayed } }: { readonly queue: NonNullable<ProjectData['queue']> }) => (
  <p className="mt-1 text-ink-soft">
    {position !== null && (
      <>
        Number <span className="numbers">{position}</span> in line.{' '}
      </>
    )}
    {isDelayed && 'It keeps its place and begins by itself; you can also cancel it.'}
  </p>
)

type Shown = Pick<ProjectData, 'status' | 'queue' | 'isInLine' | 'stage' | 'stages' | 'timeLeftMs' | 'upload'>

const headline = (project: Shown): string => {
  if (project.queue?.isDelayed) return 'Queued: processing is delayed'
  if (project.status === 'waiting') return 'Waiting for the video'
  if (project.status === 'queued') return 'In the queue'
  if (project.isInLine) return 'Waiting for its turn'
  return project.stage?.label ?? 'Working'
}

const timeLeft = ({ timeLeftMs, status }: Shown): string => {
  if (timeLeftMs) return formatTimeLeft(...timeLeftMs)
  return status === 'working'
    ? 'The time left is known once it goes on'
    : 'How long it takes is known once it has begun'
}

/** A file comes from a page that must stay open: what it sends ends with it. */
const closeWords = ({ status, upload }: Shown, { status: sent }: Arrival): string => {
  if (status !== 'waiting' || upload?.kind !== 'file' || upload.state !== 'receiving')
    return 'You can close this page, we will mail you when the clips are ready.'
  const which = sent === null ? 'the page that sends the video' : 'this tab'
  return `Keep ${which} open until the video is here. After that you can close it, and we will mail you when the clips are ready.`
}

/** What happens to the video at the moment, stage by stage. */
export function StageRail({
  project,
  arrival,
  isEditor,
}: {
  readonly project: Shown
  readonly arrival: Arrival
  readonly isEditor: boolean
}) {
  return (
    <Card aria-label="Progress" className="p-5">
      <p className="eyebrow">Under way</p>
      <h2 className="mt-1 text-lg font-semibold">{headline(project)}</h2>
      {project.queue && <QueueNote queue={project.queue} />}
      <p className="numbers text-sm text-ink-soft">{timeLeft(project)}</p>
      <ol className="mt-5 grid gap-4">
        {project.status === 'waiting' && project.upload && (
          <li>
            <UploadLine upload={project.upload} arrival={arrival} mayChoose={isEditor} />
          </li>
        )}
        {project.stages.map((stage) => (
          <li key={stage.id}>
            <StageLine stage={stage} />
          </li>
        ))}
      </ol>
      <p className="mt-5 border-t border-line pt-4 text-sm text-ink-soft">{closeWords(project, arrival)}</p>
    </Card>
  )
}
