import type { RenderData } from '../../_parts/types'

export type CameraStep = {
  /** Source time. */
  readonly tMs: number
  readonly mode: string
  readonly reason: string
  readonly confidence: number
}

const isStep = (value: unknown): value is CameraStep =>
  typeof value === 'object' &&
  value !== null &&
  typeof Reflect.get(value, 'tMs') === 'number' &&
  typeof Reflect.get(value, 'mode') === 'string' &&
  typeof Reflect.get(value, 'reason') === 'string' &&
  typeof Reflect.get(value, 'confidence') === 'number'

/** What the camera of a render does, in order; steps of an older shape are left out. */
export const cameraSteps = (render: RenderData | undefined): readonly CameraStep[] =>
  render?.framingReport?.keyframes.filter(isStep) ?? []
