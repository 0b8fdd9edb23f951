import { Check, CircleAlert, Pause } from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from './class-names'
import { formatShare } from './format'
import { Progress } from './progress'
import { Spinner } from './spinner'

export type StageState = 'waiting' | 'working' | 'paused' | 'done' | 'failed'

const icons: Record<StageState, ReactNode> = {
  waiting: <span className="size-1.5 rounded-full bg-line-strong" />,
  working: <Spinner className="text-accent-ink" />,
  paused: <Pause className="size-4 text-warn" />,
  done: <Check className="size-4 text-good" />,
  failed: <CircleAlert className="size-4 text-bad" />,
}

const words: Record<StageState, string> = {
  waiting: 'waiting',
  working: 'working',
  paused: 'paused',
  done: 'done',
  failed: 'failed',
}

/** One stage of work: its name, how much of it is done, how fast, how long still. Nothing is shown that isn't known. */
export function StageBar({
  name,
  state,
  share = null,
  speed,
  timeLeft,
  note,
}: {
  readonly name: string
  readonly state: StageState
  /** 0 to 1 of this stage; null when it can't be known. */
  readonly share?: number | null
  /** "12.4 MB/s", "9x real time". */
  readonly speed?: string
  /** From formatTimeLeft. */
  readonly timeLeft?: string
  readonly note?: ReactNode
}) {
  const isMoving = state === 'working' || state === 'paused'
  return (
    <div className="grid grid-cols-[1rem_1fr] gap-x-3 gap-y-1.5">
      <span className="grid h-5 place-items-center" aria-hidden="true">
        {icons[state]}
      </span>
      <div className="flex flex-wrap items-baseline justify-between gap-x-3">
        <span className={classNames(state === 'waiting' ? 'text-ink-faint' : 'font-medium')}>
          {name}
          <span className="sr-only">, {words[state]}</span>
        </span>
        {isMoving && (
          <span className="numbers flex gap-3 text-xs text-ink-faint">
            {speed && <span>{speed}</span>}
            {timeLeft && <span>{timeLeft}</span>}
            {share !== null && <span className="min-w-9 text-right text-ink">{formatShare(share)}</span>}
          </span>
        )}
      </div>
      {isMoving && (
        <Progress share={share} label={name} tone={state === 'paused' ? 'warn' : 'accent'} className="col-start-2" />
      )}
      {note && <div className="col-start-2 text-sm text-ink-soft">{note}</div>}
    </div>
  )
}
