import type { RenderPlan } from './render-plan'
import { type FilterGraph, gridFilters, planFrameCount } from './video-graph'

/** Night blue to violet: dark enough for every caption style, and no platform's own colour. */
const colours = 'c0=0x1b1f3b:c1=0x3d2352'
const waveColour = '0xf4f1ff'

/**
 * The picture of a source that has none, as `[picture]`: a still gradient with the sound's waveform across the middle (captions
 * sit below it). Takes the mix from input `mixIndex` and hands it on as `mixLabel`.
 */
export const backgroundGraph = (plan: RenderPlan, mixIndex: number | null): FilterGraph => {
  const { widthPx, heightPx } = plan.size
  const rate = `${plan.fps.num}/${plan.fps.den}`
  const still = [
    `gradients=s=${widthPx}x${heightPx}:r=${rate}:n=2:${colours}:x0=0:y0=0:x1=${widthPx}:y1=${heightPx}:speed=0.00001`,
    'trim=end_frame=1',
    'format=yuv420p',
    'loop=loop=-1:size=1',
    `settb=${plan.fps.den}/${plan.fps.num},setpts=N`,
    `trim=end_frame=${planFrameCount(plan)}`,
  ].join(',')
  if (mixIndex === null) return { chains: [`${still},${gridFilters(plan)}[picture]`], files: new Map() }
  const waveWidth = 2 * Math.round(widthPx * 0.4)
  const waveHeight = 2 * Math.round(heightPx * 0.06)
  const wave = [
    `showwaves=s=${waveWidth}x${waveHeight}:mode=cline:rate=${rate}:colors=${waveColour}:scale=sqrt:draw=full`,
    'format=yuva420p',
  ].join(',')
  const y = Math.round(heightPx * 0.36)
  // The last waveform may come a frame early or late.
  const exactly = `tpad=stop=-1:stop_mode=clone,trim=end_frame=${planFrameCount(plan)}`
  return {
    chains: [
      `[${mixIndex}:a]asplit[heard][seen]`,
      `[seen]aformat=channel_layouts=mono,volume=12dB,${wave}[wave]`,
      `${still}[still]`,
      `[still][wave]overlay=(W-w)/2:${y}:eof_action=repeat,${exactly},${gridFilters(plan)}[picture]`,
    ],
    files: new Map(),
    mixLabel: '[heard]',
  }
}
