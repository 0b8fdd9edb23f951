export type Segment = {
  readonly name: string
  readonly startFrame: number
  readonly endFrame: number
  readonly score: number
}

/**
 * Reads a line of `-hypseg`: "<id> S n T n A n L n", then "<start frame> <acoustic score> <grammar score> <name>" per segment and
 * the number of frames. Frames are 10 ms. null when nothing was found.
 */
export const parseSegments = (line: string): Segment[] | null => {
  const fields = line.trim().split(/\s+/u)
  const from = fields.indexOf('L') + 2
  if (from < 2 || fields.length < from + 5) return null
  const segments: Segment[] = []
  for (let field = from; field + 4 < fields.length; field += 4) {
    const [startFrame, score, endFrame] = [fields[field], fields[field + 1], fields[field + 4]].map(Number)
    const name = fields[field + 3]
    if (name === undefined || startFrame === undefined || score === undefined || endFrame === undefined) return null
    if (![startFrame, score, endFrame].every(Number.isFinite)) return null
    segments.push({ name, startFrame, endFrame, score })
  }
  return segments
}
