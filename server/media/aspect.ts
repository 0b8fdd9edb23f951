import type { AspectId } from './types'

/** Output pixels per aspect ratio: what the platforms recommend for upload (1080 on the short side). */
export const outputSize = {
  '9:16': { widthPx: 1080, heightPx: 1920 },
  '1:1': { widthPx: 1080, heightPx: 1080 },
  '4:5': { widthPx: 1080, heightPx: 1350 },
  '16:9': { widthPx: 1920, heightPx: 1080 },
} as const satisfies Record<AspectId, { widthPx: number; heightPx: number }>

export const aspectIds = ['9:16', '1:1', '4:5', '16:9'] as const satisfies readonly AspectId[]
