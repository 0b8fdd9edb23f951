/** What the packets of one stream add up to. Times are seconds on the file's own clock. */
export type StreamPackets = {
  readonly count: number
  readonly startS: number
  readonly endS: number
  /** Presentation times in order, for video streams only; empty for others. */
  readonly timesS: Float64Array
}

export type PacketTime = {
  readonly streamIndex: number
  readonly ptsS: number
  readonly durationS: number
  readonly isDiscarded: boolean
}

/** Folds a stream of packets. Only the times of `timedStreams` are kept: 120 minutes at 60 frames per second are 3.5 MB. */
export const createPacketSummary = (timedStreams: ReadonlySet<number>) => {
  const streams = new Map<number, { count: number; startS: number; endS: number; times: GrowingTimes }>()
  return {
    add: ({ streamIndex, ptsS, durationS, isDiscarded }: PacketTime): void => {
      if (isDiscarded) return
      let stream = streams.get(streamIndex)
      if (stream === undefined) {
        stream = { count: 0, startS: ptsS, endS: ptsS, times: createGrowingTimes() }
        streams.set(streamIndex, stream)
      }
      stream.count += 1
      stream.startS = Math.min(stream.startS, ptsS)
      stream.endS = Math.max(stream.endS, ptsS + Math.max(0, durationS))
      if (timedStreams.has(streamIndex)) stream.times.push(ptsS)
    },
    finish: (): ReadonlyMap<number, StreamPackets> =>
      new Map([...streams].map(([index, { times, ...rest }]) => [index, { ...rest, timesS: times.sorted() }])),
  }
}

type GrowingTimes = { push(value: number): void; sorted(): Float64Array }

const createGrowingTimes = (): GrowingTimes => {
  let values = new Float64Array(1024)
  let length = 0
  return {
    push: (value) => {
      if (length === values.length) {
        const larger = new Float64Array(length * 2)
        larger.set(values)
        values = larger
      }
      values[length] = value
      length += 1
    },
    sorted: () => values.slice(0, length).sort(),
  }
}
