import { projectTopic } from '@/server/announce'
import type { ServiceContext, StageProgress } from '@/server/context'
import { DomainError, isDomainError, throwIfCancelled } from '@/server/errors'
import type { WorkContext } from './work-context'

/** Progress is written, life is shown and the wish to stop is looked for this often; a published change is looked at at once. */
const beatMs = 1_000

export type Beat = {
  readonly projectId: string
  /** Takes the step from whoever began it before and may still be about. false when it is not this run's any more. */
  claim(): Promise<boolean>
  /** Whether the work is still this holder's: not cancelled, removed or taken over. */
  isMine(): Promise<boolean>
  /** Whether it is still this run's, whoever holds it. */
  isWanted(): Promise<boolean>
  /** Says that it lives and how far it is; answers like `isMine`. */
  beat(progress: StageProgress | null): Promise<boolean>
}

/**
 * Does long work with a beating heart: once a second, and whenever somebody says that the project changed, it is asked whether the work
 * is still wanted. When it is not, or the worker shuts down, the work's signal fires, and with it ffmpeg and its kind end.
 * @throws cancelled, engine_unavailable when the worker shuts down, taken_over when another has begun the same step (whatever the work said
 * about it then), and what the work throws
 */
export const withPulse = async <T>(
  work: WorkContext,
  pulse: Beat,
  task: (media: ServiceContext) => Promise<T>,
): Promise<T> => {
  throwIfCancelled(work.media.signal)
  if (!(await pulse.claim())) throw new DomainError('cancelled', 'Cancelled.')
  const lost = new AbortController()
  const signal = AbortSignal.any([work.media.signal, lost.signal])
  let progress: StageProgress | null = null
  let isOver = false
  let turn: Promise<void> | null = null
  const look = (ask: () => Promise<boolean>): Promise<void> => {
    turn ??= ask()
      .then((isMine) => {
        if (!isMine) lost.abort()
      })
      .catch((error: unknown) =>
        // The database is away: the work goes on, and says so when it is back.
        work.log.warn('a heartbeat could not be written', { projectId: pulse.projectId, cause: String(error) }),
      )
      .finally(() => {
        turn = null
      })
    return turn
  }
  const beat = () => look(() => pulse.beat(progress))
  // Only a look: a beat is published, and would be heard here again.
  const unsubscribe = await work.ports.live.subscribe(projectTopic(pulse.projectId), () => {
    if (!isOver) void look(pulse.isMine)
  })
  const timer = setInterval(() => void beat(), beatMs)
  try {
    await beat()
    throwIfCancelled(signal)
    return await task({
      ...work.media,
      signal,
      onProgress: (next) => {
        progress = next
      },
    })
  } catch (error) {
    // Not the work's fault: it goes on when the worker is back.
    if (work.media.signal.aborted)
      throw new DomainError('engine_unavailable', 'The worker was stopped in the middle of this.', { cause: error })
    const isCancelled = isDomainError(error, 'cancelled')
    if (!signal.aborted && !isCancelled && !(await isTakenOver(pulse))) throw error
    // Should it be the other one who is out of date, then this one is the run's, and tries again; else nobody waits for this answer.
    if (await pulse.isWanted())
      throw new DomainError('taken_over', 'Another worker has begun this as well.', { cause: error })
    // A verb may wrap the abort of what it called; what happened is that it was stopped.
    throw isCancelled ? error : new DomainError('cancelled', 'Cancelled.', { cause: error })
  } finally {
    isOver = true
    clearInterval(timer)
    unsubscribe()
    await turn
  }
}

/** Who stood still may fail before it has noticed. Where nobody can be asked, the work's own words count. */
const isTakenOver = async (pulse: Beat): Promise<boolean> => {
  try {
    return !(await pulse.isMine()) && (await pulse.isWanted())
  } catch {
    return false
  }
}
