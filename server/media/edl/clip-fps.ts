import { fpsValue } from '../time'
import type { Rational } from '../types'

/** Frame grid of a source without a picture: what its drawn background is rendered at. */
export const soundOnlyFps: Rational = { num: 30, den: 1 }

/** Platforms re-encode anything above 60 frames per second; 59.94 and 60 pass. */
const highestFps = 60

/**
 * The frame grid a clip is cut on and rendered at: the source's own, halved until platforms take it. Every frame of it is a
 * frame of the source.
 */
export const clipFps = (fps: Rational): Rational =>
  fpsValue(fps) > highestFps ? clipFps({ num: fps.num, den: fps.den * 2 }) : fps
