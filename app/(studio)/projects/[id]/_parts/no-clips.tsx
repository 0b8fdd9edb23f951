import { Scissors } from 'lucide-react'
import { Button } from '@/app/_ui/button'
import { EmptyState } from '@/app/_ui/empty-state'
import { formatDuration, formatPlural } from '@/app/_ui/format'
import type { ProjectData } from '../../../clips/_parts/types'

const why = (project: ProjectData): string => {
  const { minS, maxS, prompt } = project.settings
  const lengths = `${minS} to ${maxS} seconds`
  if (project.candidateCount > 0)
    return `${formatPlural(project.rejectedCount, 'moment was', 'moments were')} weighed, and none held a whole thought of ${lengths}${prompt ? ` about “${prompt}”` : ''}.`
  if (project.durationMs !== null && project.durationMs < minS * 1000)
    return `The video is ${formatDuration(project.durationMs)} long, and the shortest clip you asked for is ${minS} seconds.`
  if (project.source && !project.source.hasAudio) return 'The video has no sound, so that nothing said could be found.'
  return `Hardly any speech was heard, and no passage of ${lengths} stood out in sound or picture.`
}

/** The work is done and there is no clip: why, and what to try. */
export function NoClips({
  project,
  mayCut,
  onShow,
}: {
  readonly project: ProjectData
  /** There are words, and this person may cut from them. */
  readonly mayCut: boolean
  readonly onShow: (tab: 'transcript' | 'left-out') => void
}) {
  const used = project.credits.used ?? 0
  return (
    <EmptyState
      icon={<Scissors />}
      title={used > 0 ? 'All clips were removed' : 'No clip was found'}
      actions={
        <>
          {mayCut && (
            <Button variant="primary" onClick={() => onShow('transcript')}>
              Cut from the transcript
            </Button>
          )}
          {project.rejectedCount > 0 && <Button onClick={() => onShow('left-out')}>See what was weighed</Button>}
        </>
      }
    >
      {used > 0 ? (
        <p>
          {formatPlural(used, 'credit')} {used === 1 ? 'was' : 'were'} used to find them.
          {mayCut && ' You can cut others: draw over the words that you want.'}
        </p>
      ) : (
        <>
          <p>{why(project)} No credits were used.</p>
          <p className="mt-2">
            Try a shorter least length, another language, or leave out what you asked it to look for.
            {mayCut && ' Or draw over the words that you want.'}
          </p>
        </>
      )}
    </EmptyState>
  )
}
