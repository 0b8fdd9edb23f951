import { fpsValue, frameToSeconds } from '../time'
import type { VideoStream } from '../types'
import { type CropSegment, planCrops } from './crop-segments'
import { type FitLayout, planFit } from './fit-layout'
import type { RenderPlan } from './render-plan'
import type { SourceSignal } from './source-signal'
import { editFrames, frameCount, planWindows, type Seek, type SourceWindow, seekTo } from './source-windows'

/** Filter chains and the files they read, by generated names inside the job's folder. */
export type FilterGraph = {
  readonly chains: readonly string[]
  readonly files: ReadonlyMap<string, string>
  /** Where the graph hands the mix on, when it has looked at it itself. */
  readonly mixLabel?: string
}

export type PlannedInput = {
  readonly window: SourceWindow
  readonly seek: Seek
  /** The window begins where the picture has already ended: what it shows is the last picture, at the seek's time. */
  readonly isHeld: boolean
}

export const videoInputs = (plan: RenderPlan): PlannedInput[] =>
  planWindows(editFrames(plan.edit, plan.fps), plan.fps).map((window) => inputFor(plan, window))

const inputFor = ({ fps, source }: RenderPlan, window: SourceWindow): PlannedInput => {
  const startFrame = window.ranges[0]?.startFrame ?? 0
  const lastS = (source.video?.lastFrameMs ?? Number.POSITIVE_INFINITY) / 1000
  const isHeld = startFrame >= Math.round(lastS * fpsValue(fps))
  return { window, isHeld, seek: seekTo(isHeld ? lastS : frameToSeconds(startFrame, fps), source.demuxer) }
}

/**
 * The clip's picture without captions, from inputs 0..n-1 to `[picture]`: exactly the edit's frames, cropped and scaled. Every
 * stretch of one crop size has a branch of its own, because 5.1 hangs when a crop changes its size in front of a scaler.
 */
export const videoGraph = (plan: RenderPlan, video: VideoStream, signal: SourceSignal): FilterGraph => {
  const framing = plan.framing
  if (framing === null) throw new RangeError('A source with a picture needs a framing plan.')
  const inputs = videoInputs(plan)
  const ranges = editFrames(plan.edit, plan.fps)
  const segments = planCrops(framing, video, ranges, plan.fps)
  const chains: string[] = []
  const files = new Map<string, string>()
  const windowLabels = inputs.map((input, index) => {
    chains.push(`[${index}:${video.index}]${windowFilters(plan, video, signal, input)}[w${index}]`)
    return `[w${index}]`
  })
  const grid = gridFilters(plan)
  let base = '[w0]'
  if (windowLabels.length > 1) {
    chains.push(`${windowLabels.join('')}concat=n=${windowLabels.length}:v=1:a=0,${grid}[base]`)
    base = '[base]'
  }
  if (segments.length === 1 && segments[0] !== undefined) {
    chains.push(...segmentChains({ plan, video, signal, files }, segments[0], 0, base, '[picture]', false))
    return { chains, files }
  }
  chains.push(`${base}split=${segments.length}${segments.map((_, index) => `[b${index}]`).join('')}`)
  for (const [index, segment] of segments.entries())
    chains.push(...segmentChains({ plan, video, signal, files }, segment, index, `[b${index}]`, `[s${index}]`, true))
  const labels = segments.map((_, index) => `[s${index}]`).join('')
  chains.push(`${labels}concat=n=${segments.length}:v=1:a=0,${grid}[picture]`)
  return { chains, files }
}

/** Time counted in frames of the clip: no rounding can gather however many pieces were joined. */
export const gridFilters = ({ fps }: Pick<RenderPlan, 'fps'>): string => `settb=${fps.den}/${fps.num},setpts=N`

/**
 * `fps` gives no frame for a picture before its start that no other follows, so a held window takes the last one out of the
 * tenth of a second in which packets and pictures may disagree about its time; few enough frames to be turned round in memory.
 */
const lastPicture = 'trim=start=-0.1,reverse,trim=end_frame=1'

const windowFilters = (
  plan: RenderPlan,
  video: VideoStream,
  signal: Pick<SourceSignal, 'isInterlaced'>,
  { window, seek, isHeld }: PlannedInput,
): string => {
  const first = window.ranges[0]?.startFrame ?? 0
  const last = (window.ranges.at(-1)?.endFrame ?? first) - first
  const kept = window.ranges
    .map((range) => `between(n\\,${range.startFrame - first}\\,${range.endFrame - first - 1})`)
    .join('+')
  return [
    `setpts=PTS-${seek.leadSeconds.toFixed(9)}/TB`,
    ...(signal.isInterlaced ? ['bwdif=mode=send_frame:deint=interlaced'] : []),
    isHeld ? `${lastPicture},${gridFilters(plan)}` : `fps=${plan.fps.num}/${plan.fps.den}:start_time=0`,
    // A picture track that ends before the sound holds its last picture.
    `tpad=stop=-1:stop_mode=clone`,
    `trim=end_frame=${last}`,
    ...(window.ranges.length > 1 ? [`select='${kept}'`] : []),
    ...displayFilters(video),
    gridFilters(plan),
  ].join(',')
}

/**
 * The source's own picture where the clip begins, cropped and tone-mapped as the clip's first, small and grey: from the first of
 * `videoInputs` to what it can be held against.
 */
export const firstPictureFilters = (plan: RenderPlan, video: VideoStream, sidePx: number): string => {
  const [range] = editFrames(plan.edit, plan.fps)
  const startFrame = range?.startFrame ?? 0
  const first = [{ startFrame, endFrame: startFrame + 1 }]
  const crop = plan.framing === null ? undefined : planCrops(plan.framing, video, first, plan.fps)[0]
  const move = crop?.moves[0]
  return [
    windowFilters(plan, video, { isInterlaced: false }, inputFor(plan, { ranges: first })),
    ...(crop && move ? [`crop=${crop.widthPx}:${crop.heightPx}:${move.xPx}:${move.yPx}:exact=1`] : []),
    `scale=${sidePx}:${sidePx}`,
    'setsar=1',
    ...(video.isHdr ? toneMapping(video) : []),
    'format=gray',
  ].join(',')
}

/** From coded pixels to the even, square ones that boxes are measured in. ffmpeg has already rotated the picture. */
const displayFilters = (video: VideoStream): string[] => {
  const isSideways = video.rotationDeg % 180 !== 0
  const width = isSideways ? video.codedHeightPx : video.codedWidthPx
  const height = isSideways ? video.codedWidthPx : video.codedHeightPx
  const extraX = width - video.widthPx
  const extraY = height - video.heightPx
  if (extraX === 0 && extraY === 0) return []
  const isOddEdge = extraX >= 0 && extraX <= 1 && extraY >= 0 && extraY <= 1
  return [
    isOddEdge
      ? `crop=${video.widthPx}:${video.heightPx}:0:0:exact=1`
      : `scale=${video.widthPx}:${video.heightPx}:flags=bicubic`,
  ]
}

type SegmentSetting = {
  readonly plan: RenderPlan
  readonly video: VideoStream
  readonly signal: SourceSignal
  readonly files: Map<string, string>
}

const segmentChains = (
  { plan, video, signal, files }: SegmentSetting,
  segment: CropSegment,
  index: number,
  from: string,
  to: string,
  isPart: boolean,
): string[] => {
  const steps: string[] = []
  if (isPart) steps.push(`trim=start_frame=${segment.startFrame}:end_frame=${segment.endFrame}`)
  const first = segment.moves[0]
  const isWhole = segment.widthPx === video.widthPx && segment.heightPx === video.heightPx
  if (!isWhole && first !== undefined) {
    if (segment.moves.length > 1) {
      const name = `moves-${index}.txt`
      files.set(name, moveCommands(segment, index, fpsValue(plan.fps)))
      steps.push(`sendcmd=f=${name}`)
    }
    steps.push(`crop@c${index}=${segment.widthPx}:${segment.heightPx}:${first.xPx}:${first.yPx}:exact=1`)
  }
  if (isPart) steps.push('setpts=PTS-STARTPTS')
  const fit = planFit(segment, plan.size)
  if (fit === null) return [`${from}${[...steps, ...scaleTo(plan.size, video, signal)].join(',')}${to}`]
  return fitChains({ plan, video, signal, files }, fit, index, `${from}${[...steps, 'split'].join(',')}`, to)
}

/** One line per changed frame, half a frame early so that no rounding of times can make it a frame late. */
const moveCommands = (segment: CropSegment, index: number, fps: number): string =>
  segment.moves
    .slice(1)
    .map(({ frame, xPx, yPx }) => {
      const at = ((frame - 0.5) / fps).toFixed(6)
      return `${at} crop@c${index} x ${xPx}, crop@c${index} y ${yPx};\n`
    })
    .join('')

const scaleTo = (size: RenderPlan['size'], video: VideoStream, signal: SourceSignal, flags = 'bicubic'): string[] => {
  const scale = `scale=${size.widthPx}:${size.heightPx}:flags=${flags}`
  if (video.isHdr) return [scale, 'setsar=1', ...toneMapping(video)]
  // Untagged pictures follow the rule every player uses: high definition is BT.709, the rest BT.601.
  const matrix = signal.matrix ?? (video.heightPx >= 720 || video.widthPx >= 1280 ? 'bt709' : 'smpte170m')
  const range = signal.isFullRange ? 'pc' : 'tv'
  return [
    `${scale}:in_color_matrix=${swsMatrix(matrix)}:out_color_matrix=bt709:in_range=${range}:out_range=tv`,
    'setsar=1',
    'format=yuv420p',
  ]
}

/** libswscale knows BT.2020 by one name only. */
const swsMatrix = (matrix: string): string => (matrix.startsWith('bt2020') ? 'bt2020' : matrix)

/** HDR to SDR at 100 nits; done at output size, where it costs least. */
export const toneMapping = (video: VideoStream): string[] => [
  `zscale=tin=${video.transfer === 'arib-std-b67' ? 'arib-std-b67' : 'smpte2084'}:pin=bt2020:min=bt2020nc:t=linear:npl=100`,
  'format=gbrpf32le',
  'zscale=p=bt709',
  'tonemap=tonemap=hable:desat=0',
  'zscale=t=bt709:m=bt709:r=tv',
  'format=yuv420p',
]

/** The picture whole, over itself: enlarged to fill, blurred and darkened. Blurred at a quarter of the size, which can't be seen. */
const fitChains = (
  { plan, video, signal }: SegmentSetting,
  fit: FitLayout,
  index: number,
  split: string,
  to: string,
): string[] => {
  const { foreground, background, blurred } = fit
  const crop = `crop=${blurred.widthPx}:${blurred.heightPx}:exact=1`
  const darken = 'lutyuv=y=(val-16)*0.6+16:u=(val-128)*0.6+128:v=(val-128)*0.6+128'
  const enlarge = `scale=${plan.size.widthPx}:${plan.size.heightPx}:flags=bilinear,setsar=1`
  return [
    `${split}[f${index}][g${index}]`,
    `[f${index}]${scaleTo(foreground, video, signal).join(',')}[ff${index}]`,
    `[g${index}]${scaleTo(background, video, signal, 'bilinear').join(',')},${crop},gblur=sigma=${blurred.sigma}:steps=2,${darken},${enlarge}[gg${index}]`,
    `[gg${index}][ff${index}]overlay=${foreground.xPx}:${foreground.yPx}:shortest=1,format=yuv420p${to}`,
  ]
}

/** Frames of the whole clip. */
export const planFrameCount = (plan: RenderPlan): number => frameCount(editFrames(plan.edit, plan.fps))
