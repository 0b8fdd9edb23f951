import { Card } from '@/app/_ui/card'
import { DataList } from '@/app/_ui/data-list'
import { formatBytes, formatDuration, formatLanguage, formatPlural } from '@/app/_ui/format'
import { Notice } from '@/app/_ui/notice'
import { nameEngine } from '@/server/media/transcript/name-engine'
import { genres } from '@/server/projects/schemas'
import { captionLabel } from '../../../clips/_parts/render-words'
import type { ProjectData, Transcript } from '../../../clips/_parts/types'

const framingWords = { auto: 'Chosen shot by shot', focus: 'Follow the speaker', fit: 'Whole picture' } as const

const yesNo = (is: boolean): string => (is ? 'Yes' : 'No')

/** What was asked for, what was brought, and who did the work. */
export function ProjectDetails({
  project,
  transcript,
}: {
  readonly project: ProjectData
  readonly transcript: Transcript | undefined
}) {
  const { settings, source } = project
  const took = project.stages.filter((stage) => stage.startedAt && stage.endedAt)
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2 xl:grid-cols-3">
      <Card className="p-5">
        <h2 className="mb-1 text-lg font-semibold">What was asked for</h2>
        <DataList
          rows={[
            ['Kind of video', genres[settings.genre].label],
            ['Language', settings.language === 'auto' ? 'As heard' : formatLanguage(settings.language)],
            ['Looking for', settings.prompt ?? 'The best moments'],
            ['Length', `${settings.minS} to ${settings.maxS} s`],
            ['How many', settings.count === null ? 'As many as are good' : formatPlural(settings.count, 'clip')],
            ['Shape', settings.aspect],
            ['Framing', framingWords[settings.framing]],
            ['Captions', captionLabel(settings.captions)],
            ['Cut long pauses', yesNo(settings.removeSilence)],
            ['Cut filler words', yesNo(settings.removeFillers)],
          ]}
        />
      </Card>
      {source && (
        <Card className="p-5">
          <h2 className="mb-1 text-lg font-semibold">The video</h2>
          <DataList
            rows={[
              ['Length', formatDuration(source.durationMs)],
              ['Size', formatBytes(source.sizeBytes)],
              ['Picture', source.widthPx === null ? 'None' : `${source.widthPx} × ${source.heightPx}`],
              ['Sound', source.hasAudio ? 'Yes' : 'None'],
              ['Credits', project.credits.used === null ? '0' : `${project.credits.used}`],
            ]}
          />
          {source.notes.map((note) => (
            <p key={note} className="mt-2 text-sm text-ink-soft">
              {note}
            </p>
          ))}
        </Card>
      )}
      <Card className="p-5">
        <h2 className="mb-1 text-lg font-semibold">Who did the work</h2>
        <DataList
          rows={[
            [
              'Speech',
              <span key="engine" className="inline-block first-letter:uppercase">
                {transcript?.engine ? nameEngine(transcript.engine) : 'nobody yet'}
              </span>,
            ],
            ...took.map(
              (stage) =>
                [
                  stage.label,
                  formatDuration((stage.endedAt?.getTime() ?? 0) - (stage.startedAt?.getTime() ?? 0)),
                ] as const,
            ),
          ]}
        />
        {project.speechNote && (
          <Notice className="mt-3" title="About the transcript">
            {project.speechNote}
          </Notice>
        )}
      </Card>
    </div>
  )
}
