'use client'

import { CircleCheck, Pause, Play, RotateCw, Trash2 } from 'lucide-react'
import Link from 'next/link'
import { Badge } from '@/app/_ui/badge'
import { Button } from '@/app/_ui/button'
import { classNames } from '@/app/_ui/class-names'
import { Field } from '@/app/_ui/field'
import { formatBytes, formatDuration, formatShare, formatTimeLeft } from '@/app/_ui/format'
import { IconButton } from '@/app/_ui/icon-button'
import { Input } from '@/app/_ui/input'
import { Progress } from '@/app/_ui/progress'
import { Timecode } from '@/app/_ui/timecode'
import { useCountdown } from '@/app/_ui/use-countdown'
import { limits } from '@/server/media/limits'
import { Thumbnail } from '../../(list)/_parts/thumbnail'
import type { SourceItem } from './source-item'

const dot = (
  <span aria-hidden="true" className="text-line-strong">
    ·
  </span>
)

/** After that what nothing was started with is deleted. */
const keptDays = limits.uploadKeepHours / 24

const words: Record<SourceItem['phase'], string> = {
  starting: 'Waiting for its turn',
  sending: 'Uploading',
  fetching: 'Fetching from the link',
  paused: 'Paused',
  retrying: 'No connection. Trying again',
  checking: 'Checking what arrived',
  ready: 'All here',
  failed: 'Failed',
}

/** How far the bytes are: word, share, speed, time left. */
const Transfer = ({ source, hasProject }: { readonly source: SourceItem; readonly hasProject: boolean }) => {
  const heldSeconds = useCountdown(source.heldUntilMs)
  const share = source.sizeBytes ? source.sentBytes / source.sizeBytes : null
  const leftMs =
    source.sizeBytes && source.bytesPerSecond
      ? ((source.sizeBytes - source.sentBytes) / source.bytesPerSecond) * 1000
      : null
  if (source.phase === 'ready')
    return (
      <p className="flex flex-wrap items-center gap-2 text-sm text-ink-faint">
        <CircleCheck className="size-4 text-good" aria-hidden="true" />
        {words.ready}
        {source.sizeBytes !== null && `, ${formatBytes(source.sizeBytes)}`}. Checked on arrival.
        {!hasProject && ` Kept for ${keptDays} days.`}
      </p>
    )
  if (source.phase === 'failed') return <p className="text-sm text-bad">{source.failure}</p>
  const isSending = source.phase === 'sending' || source.phase === 'fetching'
  return (
    <div className="grid gap-1.5">
      <Progress
        share={source.phase === 'checking' ? null : share}
        label={`${words[source.phase]}: ${source.fileName}`}
        tone={source.phase === 'paused' || source.phase === 'retrying' ? 'warn' : 'accent'}
      />
      <p className="flex flex-wrap items-baseline gap-x-3 text-sm text-ink-faint">
        <span className={classNames(source.phase === 'retrying' && 'text-warn')}>
          {heldSeconds > 0
            ? `Many uploads were begun. This one goes on in ${formatDuration(heldSeconds * 1_000)}`
            : words[source.phase]}
          {source.isResumed && source.phase === 'sending' && ', went on from where it stopped'}
        </span>
        {share !== null && source.phase !== 'checking' && (
          <span className="numbers text-xs">
            <span className="text-ink">{formatShare(share)}</span> of {formatBytes(source.sizeBytes ?? 0)}
          </span>
        )}
        {isSending && source.bytesPerSecond !== null && (
          <span className="numbers text-xs">{formatBytes(source.bytesPerSecond)}/s</span>
        )}
        {isSending && leftMs !== null && <span>{formatTimeLeft(leftMs)}</span>}
      </p>
    </div>
  )
}

/** One video on its way in: what it is, what it will be called, how far it is, and what can be done about it. */
export function SourceRow({
  source,
  title,
  cost,
  project,
  onTitle,
  onPause,
  onResume,
  onRemove,
}: {
  readonly source: SourceItem
  readonly title: string
  /** Credits; null while the length is not known. */
  readonly cost: number | null
  /** It waits for these bytes already: nothing new is started with them. */
  readonly project: { readonly id: string; readonly title: string } | null
  readonly onTitle: (title: string) => void
  readonly onPause: () => void
  readonly onResume: () => void
  readonly onRemove: () => void
}) {
  return (
    <li className="flex flex-col gap-4 rounded-xl border border-line bg-surface p-3 sm:flex-row sm:p-4">
      <div className="relative shrink-0 self-start sm:w-52">
        <Thumbnail url={source.thumbnailUrl} className="w-full min-w-40 rounded-lg" />
        {source.durationMs !== null && (
          <Timecode
            ms={source.durationMs}
            className="absolute right-1.5 bottom-1.5 rounded-sm bg-stage/85 px-1.5 py-0.5 text-xs text-on-stage"
          />
        )}
      </div>
      <div className="grid min-w-0 flex-1 content-start gap-3">
        <div className="flex items-start gap-2">
          {project ? (
            <p className="min-w-0 flex-1 py-2">
              <Link
                href={`/projects/${project.id}`}
                className="font-medium underline decoration-line-strong underline-offset-4"
              >
                {project.title}
              </Link>{' '}
              <span className="text-ink-faint">starts by itself when all of it is here.</span>
            </p>
          ) : (
            <Field label="Title" isLabelHidden className="min-w-0 flex-1">
              <Input
                value={title}
                maxLength={200}
                onChange={(event) => onTitle(event.target.value)}
                className="font-medium"
              />
            </Field>
          )}
          {(source.phase === 'sending' || source.phase === 'retrying') && source.canPause && (
            <IconButton label="Pause the upload" icon={<Pause />} onClick={onPause} />
          )}
          {source.phase === 'paused' && <IconButton label="Go on with the upload" icon={<Play />} onClick={onResume} />}
          <IconButton label={`Leave ${source.fileName} out`} icon={<Trash2 />} onClick={onRemove} />
        </div>
        <Transfer source={source} hasProject={project !== null} />
        {source.phase === 'failed' && source.canPause && (
          <Button size="sm" className="justify-self-start" onClick={onResume}>
            <RotateCw aria-hidden="true" />
            Try again
          </Button>
        )}
        <p className="flex flex-wrap items-center gap-2 text-sm text-ink-faint">
          <span className="max-w-64 truncate">{source.fileName}</span>
          {source.widthPx !== null && source.heightPx !== null && source.widthPx > 0 && (
            <>
              {dot}
              <span className="numbers text-xs">
                {source.widthPx} x {source.heightPx}
              </span>
            </>
          )}
          {cost !== null && (
            <>
              {dot}
              <Badge>{cost === 1 ? '1 credit' : `${cost} credits`}</Badge>
            </>
          )}
        </p>
      </div>
    </li>
  )
}
