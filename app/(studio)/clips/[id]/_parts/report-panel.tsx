import { Check, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { DataList } from '@/app/_ui/data-list'
import { Disclosure } from '@/app/_ui/disclosure'
import { formatPlural } from '@/app/_ui/format'
import { Seal } from '@/app/_ui/seal'
import { Timecode } from '@/app/_ui/timecode'
import { socialLoudness } from '@/server/media/ffmpeg/social-loudness'
import { mostUpscaling } from '@/server/media/framing/crop-size'
import { faceTarget, speakerTarget } from '@/server/media/framing/tally'
import { framingLabel } from '../../_parts/render-words'
import type { ClipData, RenderData } from '../../_parts/types'
import { type CameraStep, cameraSteps } from './camera-steps'

const startWords: Readonly<Record<string, string>> = {
  sentence: 'With a sentence',
  pause: 'After a pause',
  shot: 'With a new shot',
  manual: 'Where you cut',
  'source-start': 'Where the video begins',
}
const endWords: Readonly<Record<string, string>> = {
  sentence: 'With the end of a sentence',
  pause: 'In a pause',
  shot: 'With the end of a shot',
  manual: 'Where you cut',
  'source-end': 'Where the video ends',
}

const percent = (share: number | null): string | null => (share === null ? null : `${(share * 100).toFixed(1)} %`)

const target = (share: number): string => `${Math.round(share * 100)} % or more is good`

/** What was measured, and when it is good. */
const Measured = ({
  value,
  good,
  without = 'Nothing to measure',
}: {
  readonly value: string | null
  readonly good: string
  /** What is said where there was nothing. */
  readonly without?: string
}) =>
  value === null ? (
    <span className="text-ink-faint">{without}</span>
  ) : (
    <>
      <span className="numbers">{value}</span>
      <span className="block text-xs text-ink-faint">{good}</span>
    </>
  )

const Report = ({
  title,
  seal,
  warnings = [],
  children,
}: {
  readonly title: string
  readonly seal: ReactNode
  readonly warnings?: readonly string[]
  readonly children: ReactNode
}) => (
  <section>
    <div className="flex items-center justify-between gap-3">
      <h2 className="font-semibold">{title}</h2>
      {seal}
    </div>
    {warnings.map((warning) => (
      <p key={warning} className="mt-1.5 text-sm text-warn">
        {warning}
      </p>
    ))}
    {children}
  </section>
)

const Edges = ({ boundary }: { readonly boundary: NonNullable<ClipData['boundary']> }) => (
  <Report
    title="Beginning and end"
    warnings={boundary.warnings}
    seal={
      <Seal verdict={boundary.warnings.length === 0 ? 'pass' : 'caution'}>
        {boundary.warnings.length === 0 ? 'Whole thought' : 'Check the edges'}
      </Seal>
    }
  >
    <DataList
      rows={[
        ['Begins', startWords[boundary.startsAt] ?? boundary.startsAt],
        ['First words', boundary.firstWords ? <q key="first">{boundary.firstWords}</q> : 'None'],
        ['Ends', endWords[boundary.endsAt] ?? boundary.endsAt],
        ['Last words', boundary.lastWords ? <q key="last">{boundary.lastWords}</q> : 'None'],
        [
          'Breath before and after',
          <span key="breath" className="numbers">
            {Math.round(boundary.leadMs)} ms, {Math.round(boundary.tailMs)} ms
          </span>,
        ],
      ]}
    />
  </Report>
)

const Framing = ({
  report,
  steps,
  onSeek,
}: {
  readonly report: NonNullable<RenderData['framingReport']>['report']
  readonly steps: readonly CameraStep[]
  readonly onSeek: (sourceMs: number) => void
}) => (
  <Report
    title="Framing"
    warnings={report.warnings}
    seal={
      <Seal verdict={report.warnings.length === 0 ? 'pass' : 'caution'}>
        {report.warnings.length === 0 ? 'Well framed' : 'Check the framing'}
      </Seal>
    }
  >
    <DataList
      rows={[
        [
          'Speaker in the picture',
          <Measured
            key="speaker"
            value={percent(report.speakerInFrame)}
            good={`of the speech; ${target(speakerTarget)}`}
          />,
        ],
        [
          'Face wholly inside',
          <Measured key="face" value={percent(report.faceFullyInside)} good={`of the frames; ${target(faceTarget)}`} />,
        ],
        ['Face cut by the edge', <Measured key="cut" value={percent(report.faceCutByEdge)} good="none is best" />],
        [
          'Somebody there, but not shown',
          <Measured key="away" value={formatPlural(report.framesWithoutSubject, 'frame')} good="none is best" />,
        ],
        [
          'Speaker to whole picture and back',
          <Measured
            key="changes"
            value={`${report.layoutChangesPerMinute.toFixed(1)} times a minute`}
            good="fewer is calmer"
          />,
        ],
        [
          'Fastest move of the camera',
          <Measured
            key="speed"
            value={`${(report.maxSpeed * 100).toFixed(0)} % a second`}
            good="of the picture’s width; slower is calmer"
          />,
        ],
        [
          'Enlarged',
          <Measured key="size" value={`${report.upscaling.toFixed(2)}x`} good={`sharp up to ${mostUpscaling}x`} />,
        ],
      ]}
    />
    {steps.length > 0 && (
      <Disclosure title="What the camera does" note={`${steps.length}`}>
        <ol>
          {steps.map((step) => (
            <li key={step.tMs}>
              <button
                type="button"
                onClick={() => onSeek(step.tMs)}
                className="grid w-full grid-cols-[4rem_1fr] gap-2 rounded-md px-2 py-1.5 text-left text-sm transition-colors hover:bg-hover"
              >
                <Timecode ms={step.tMs} withTenths className="text-ink-faint" />
                <span>
                  {step.reason}
                  <span className="block text-xs text-ink-faint">
                    {framingLabel(step.mode)}, <span className="numbers">{Math.round(step.confidence * 100)} %</span>{' '}
                    sure
                  </span>
                </span>
              </button>
            </li>
          ))}
        </ol>
      </Disclosure>
    )}
  </Report>
)

const Checks = ({ verified }: { readonly verified: NonNullable<RenderData['verified']> }) => {
  const passed = verified.checks.filter(({ ok }) => ok).length
  return (
    <Report
      title="The file, measured again"
      seal={
        <Seal verdict={verified.ok ? 'pass' : 'fail'}>
          {passed} of {verified.checks.length} pass
        </Seal>
      }
    >
      <Disclosure title="All checks" isOpen={!verified.ok}>
        <ul className="divide-y divide-line text-sm">
          {verified.checks.map((check) => (
            <li key={check.name} className="grid grid-cols-[1rem_1fr] gap-2 py-1.5">
              {check.ok ? (
                <Check className="mt-0.5 size-4 text-good" aria-label="passed" />
              ) : (
                <X className="mt-0.5 size-4 text-bad" aria-label="not passed" />
              )}
              <span>
                <span className="block first-letter:uppercase">{check.name}</span>
                <span className="numbers block text-xs text-ink-faint">
                  {check.measured}
                  {check.measured !== check.expected && <>, wanted {check.expected}</>}
                </span>
              </span>
            </li>
          ))}
        </ul>
      </Disclosure>
    </Report>
  )
}

/** What was measured about the clip and the file on show. */
export function ReportPanel({
  clip,
  render,
  onSeek,
}: {
  readonly clip: ClipData
  readonly render: RenderData | undefined
  readonly onSeek: (sourceMs: number) => void
}) {
  const loudness = render?.loudness
  return (
    <div className="grid gap-7">
      {clip.boundary && <Edges boundary={clip.boundary} />}
      {render?.framingReport && (
        <Framing report={render.framingReport.report} steps={cameraSteps(render)} onSeek={onSeek} />
      )}
      {loudness && (
        <Report title="Sound" seal={<Seal verdict="none">Levelled</Seal>}>
          <DataList
            rows={[
              [
                'Loudness',
                <Measured
                  key="loudness"
                  without="Silent"
                  value={loudness.integratedLufs === null ? null : `${loudness.integratedLufs.toFixed(1)} LUFS`}
                  good={`${socialLoudness.integratedLufs} is what video platforms play at`}
                />,
              ],
              [
                'Loudest peak',
                <Measured
                  key="peak"
                  without="Silent"
                  value={loudness.truePeakDb === null ? null : `${loudness.truePeakDb.toFixed(1)} dBTP`}
                  good={`${socialLoudness.truePeakDb} or lower does not crackle`}
                />,
              ],
              [
                'Turned up or down by',
                <span key="gain" className="numbers">
                  {`${loudness.gainDb > 0 ? '+' : ''}${loudness.gainDb.toFixed(1)} dB`}
                </span>,
              ],
            ]}
          />
        </Report>
      )}
      {render?.verified && <Checks verified={render.verified} />}
      {!render?.verified && <p className="text-ink-faint">Framing, sound and file are measured once it is rendered.</p>}
    </div>
  )
}
