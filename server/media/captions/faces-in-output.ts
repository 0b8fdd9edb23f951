import { sourceToOutputMs } from '../edl'
import { cameraAt } from '../framing/camera-at'
import type { Box, EditList, FramingPlan, Track, VideoStream } from '../types'

/** A face as the viewer sees it: output time, shares of the output frame. */
export type OutputFace = { readonly tMs: number; readonly box: Box }

type Input = {
  readonly tracks: readonly Track[]
  readonly framing: FramingPlan
  readonly edit: EditList
  readonly video: VideoStream
}

/** Tracked faces through the camera. In `fit` the whole source frame sits in the middle of the output. */
export const facesInOutput = ({ tracks, framing, edit, video }: Input): OutputFace[] => {
  const [aspectW, aspectH] = framing.aspect.split(':').map(Number)
  const outputRatio = (aspectW ?? 9) / (aspectH ?? 16)
  const faces: OutputFace[] = []
  for (const track of tracks) {
    for (const sample of track.samples) {
      const tMs = sourceToOutputMs(edit, sample.tMs)
      if (tMs === null) continue
      const camera = cameraAt(framing.camera, sample.tMs)
      // The crop fills the frame where its ratio is the output's; a wider one is letter-boxed over its own blur.
      const cropRatio = (camera.w * video.widthPx) / (camera.h * video.heightPx)
      const shown =
        cropRatio > outputRatio ? { w: 1, h: outputRatio / cropRatio } : { w: cropRatio / outputRatio, h: 1 }
      const box = {
        x: (1 - shown.w) / 2 + ((sample.x - camera.x) / camera.w) * shown.w,
        y: (1 - shown.h) / 2 + ((sample.y - camera.y) / camera.h) * shown.h,
        w: (sample.w / camera.w) * shown.w,
        h: (sample.h / camera.h) * shown.h,
      }
      if (box.x < 1 && box.y < 1 && box.x + box.w > 0 && box.y + box.h > 0) faces.push({ tMs, box })
    }
  }
  return faces.sort((a, b) => a.tMs - b.tMs || a.box.x - b.box.x || a.box.y - b.box.y)
}
