import type { StageProgress } from '@/server/context'

export type ProgressDisplay = {
  stage(name: string): void
  update(progress: StageProgress): void
  /** A line that stays. */
  note(text: string): void
  close(): void
}

const refreshMs = 200
const quietLineMs = 10_000

/**
 * One line per stage on standard error: name, share done, speed, time left. On a terminal the line redraws itself; elsewhere
 * (a log file) a stage prints when it starts, every ten seconds and when it ends.
 */
export const createProgressDisplay = (out: NodeJS.WriteStream, now: () => number): ProgressDisplay => {
  let current: { name: string; startedAt: number; drawnAt: number; latest: StageProgress } | null = null
  const isTerminal = out.isTTY === true

  const line = (stage: NonNullable<typeof current>): string => {
    const { share, speed, note } = stage.latest
    const elapsedMs = now() - stage.startedAt
    const parts = [stage.name.padEnd(9), `${bar(share)} ${String(Math.floor(share * 100)).padStart(3)} %`]
    if (speed !== undefined) parts.push(`${speed.toFixed(1)}x`)
    // Under 3 % or 2 s the estimate would jump about and mislead.
    if (share >= 0.03 && share < 1 && elapsedMs > 2000)
      parts.push(`${duration((elapsedMs / share) * (1 - share))} left`)
    if (note !== undefined) parts.push(note)
    return parts.join('  ')
  }
  const draw = (force: boolean) => {
    if (!current) return
    const age = now() - current.drawnAt
    if (!force && age < (isTerminal ? refreshMs : quietLineMs)) return
    current.drawnAt = now()
    out.write(isTerminal ? `\r\x1b[2K${line(current).slice(0, (out.columns ?? 100) - 1)}` : `${line(current)}\n`)
  }
  const finish = () => {
    if (!current) return
    const text = `${current.name.padEnd(9)}  done in ${duration(now() - current.startedAt)}${current.latest.note ? `  ${current.latest.note}` : ''}`
    out.write(isTerminal ? `\r\x1b[2K${text}\n` : `${text}\n`)
    current = null
  }

  return {
    stage: (name) => {
      finish()
      current = { name, startedAt: now(), drawnAt: 0, latest: { share: 0 } }
      draw(true)
    },
    update: (progress) => {
      if (!current) return
      current.latest = { ...progress, share: Math.min(1, Math.max(current.latest.share, progress.share)) }
      draw(false)
    },
    note: (text) => {
      if (isTerminal && current) out.write('\r\x1b[2K')
      out.write(`${text}\n`)
      if (isTerminal) draw(true)
    },
    close: finish,
  }
}

const bar = (share: number): string => {
  const filled = Math.round(share * 20)
  return `${'█'.repeat(filled)}${'░'.repeat(20 - filled)}`
}

export const duration = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
