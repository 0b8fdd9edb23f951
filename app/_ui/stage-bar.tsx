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
      <div className="flex items-baseline justify-between gap-x-3">
        <span className={classNames('min-w-0', state === 'waiting' ? 'text-ink-faint' : 'font-medium')}>
          {name}
          <span className="sr-only">, {words[state]}</span>
        </span>
        {isMoving && share !== null && <span className="numbers text-xs">{formatShare(share)}</span>}
      </div>
      {isMoving && (
        <Progress share={share} label={name} tone={state === 'paused' ? 'warn' : 'accent'} className="col-start-2" />
      )}
      {isMoving && (speed || timeLeft) && (
        <p className="numbers col-start-2 flex flex-wrap justify-between gap-x-3 text-xs text-ink-faint">
          <span>{timeLeft}</span>
          <span>{speed}</span>
        </p>
      )}
      {note && <div className="col-start-2 text-sm text-ink-soft">{note}</div>}
    </div>
  )
}
