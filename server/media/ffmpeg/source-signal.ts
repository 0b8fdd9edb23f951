import { z } from 'zod'

/** How the source's pictures are coded, where that changes what has to be done to show them right. */
export type SourceSignal = {
  /** ffmpeg's names: "bt709", "smpte170m", "bt2020nc"; null where the file does not say. */
  readonly matrix: string | null
  readonly isFullRange: boolean
  readonly isInterlaced: boolean
}

const probed = z.object({
  streams: z.array(
    z.object({
      index: z.number(),
      color_space: z.string().optional(),
      color_range: z.string().optional(),
      pix_fmt: z.string().optional(),
      field_order: z.string().optional(),
    }),
  ),
})

const interlacedOrders = new Set(['tt', 'bb', 'tb', 'bt'])
/** Names that ffmpeg's `scale` knows; anything else is treated as unsaid. */
const knownMatrices = new Set(['bt709', 'fcc', 'bt470bg', 'smpte170m', 'smpte240m', 'bt2020nc', 'bt2020c'])

export const readSourceSignal = (probe: unknown, streamIndex: number): SourceSignal => {
  const parsed = probed.safeParse(probe)
  const stream = parsed.data?.streams.find((each) => each.index === streamIndex)
  const matrix = stream?.color_space ?? ''
  return {
    matrix: knownMatrices.has(matrix) ? matrix : null,
    isFullRange: stream?.color_range === 'pc' || (stream?.pix_fmt ?? '').startsWith('yuvj'),
    isInterlaced: interlacedOrders.has(stream?.field_order ?? ''),
  }
}
