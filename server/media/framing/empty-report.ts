import type { FramingReport } from '../types'

/** Nothing was there to be measured: no face, no speech, no picture. */
export const emptyReport: FramingReport = {
  speakerInFrame: null,
  faceCutByEdge: null,
  faceFullyInside: null,
  framesWithoutSubject: 0,
  layoutChangesPerMinute: 0,
  maxSpeed: 0,
  maxAcceleration: 0,
  upscaling: 1,
  warnings: [],
}
