const everyMs = 100
/** Of the time that silence takes, after which it is asked: the rest is for its answer, and for the health checks to look as well. */
const askShare = 0.3

type Options = {
  /** So long may the server say nothing at all while somebody waits for it. */
  readonly silentMs: number
  /** Asks it something that it can answer at once: whether anything came back, be it a refusal. */
  readonly isThere: () => Promise<boolean>
  /** It was asked and has not answered yet. */
  readonly onSuspect: () => void
}

export type SilenceWatch = {
  /** Somebody waits from now on until the returned function is called, and is told to give up when the server has fallen silent. */
  begin(giveUp: () => void): () => void
  /** The server said something. */
  heard(): void
  /** Nothing was heard for too long, and nothing since: whoever asks need not wait to find that out too. */
  isSilent(): boolean
  stop(): void
}

/**
 * A frozen server keeps its connections open and answers on none of them, which each of those who wait would find out by their own time-out.
 * Here they find out together, and those who come later at once. A slow statement is no silence: the server answers others.
 */
export const watchSilence = ({ silentMs, isThere, onSuspect }: Options): SilenceWatch => {
  const waiting = new Set<() => void>()
  let timer: NodeJS.Timeout | undefined
  let unheardMs = 0
  let isAsking = false

  const heard = () => {
    unheardMs = 0
  }
  const isSilent = () => unheardMs >= silentMs
  const stop = () => {
    clearInterval(timer)
    timer = undefined
  }
  const ask = async () => {
    if (isAsking) return
    isAsking = true
    if (await isThere()) heard()
    isAsking = false
  }
  const judge = () => {
    if (timer === undefined) return
    if (waiting.size === 0 && !isSilent()) return stop()
    // Counted and not measured: while this process stood still, it would have heard nothing either.
    unheardMs += everyMs
    if (isAsking) onSuspect()
    if (unheardMs >= askShare * silentMs) void ask()
    if (isSilent()) for (const giveUp of [...waiting]) giveUp()
  }
  const start = () => {
    unheardMs = 0
    // What has come in is read before it is judged.
    timer = setInterval(() => setImmediate(judge), everyMs)
    timer.unref()
  }
  return {
    heard,
    isSilent,
    stop,
    begin: (giveUp) => {
      if (timer === undefined) start()
      waiting.add(giveUp)
      return () => void waiting.delete(giveUp)
    },
  }
}
