import { ErrorState } from '@/app/_ui/error-state'
import { formatPlural } from '@/app/_ui/format'
import { Notice } from '@/app/_ui/notice'
import type { ProjectData } from '../../../clips/_parts/types'

type Stopped = Pick<ProjectData, 'status' | 'failure' | 'clips' | 'stages' | 'credits'>

/** "3 clips, the transcript and the faces": what the finished stages left behind. */
const keptWords = (project: Stopped): string => {
  const made: Readonly<Record<string, string>> = {
    speech: 'the transcript',
    scan: 'the shots',
    faces: 'the faces',
    moments: 'the moments',
  }
  const ready = project.clips.filter(({ state }) => state === 'ready').length
  const kept = [
    ...(ready > 0 ? [formatPlural(ready, 'finished clip')] : []),
    ...project.stages.flatMap(({ id, state }) => (state === 'done' && made[id] ? [made[id]] : [])),
  ]
  if (kept.length === 0) return 'Your video was kept.'
  const last = kept.at(-1)
  const list = kept.length === 1 ? last : `${kept.slice(0, -1).join(', ')} and ${last}`
  return `Kept: your video, ${list}. A new start goes on from there.`
}

/** What came back, what is used, and what another start takes. */
const creditWords = ({ credits }: Stopped): string => {
  const { reserved, returned, toStartAgain } = credits
  const kept = reserved - returned
  const used = credits.used ?? 0
  const happened =
    returned > 0
      ? `${formatPlural(returned, 'credit')} went back to your balance.`
      : kept > 0
        ? `${formatPlural(kept, 'credit')} ${kept === 1 ? 'was' : 'were'} used, for the clips that were finished.`
        : used > 0
          ? `Nothing more was charged: ${formatPlural(used, 'credit')} ${used === 1 ? 'was' : 'were'} used before.`
          : 'Nothing was charged.'
  if (toStartAgain === null) return happened
  const next =
    toStartAgain > 0 ? `Starting again takes ${formatPlural(toStartAgain, 'credit')}` : 'Starting again costs no more'
  return `${happened} ${next}; until then no other clips can be cut.`
}

/** Why nothing happens any more, what was kept, what it cost, and what to do. */
export function StoppedNotice({ project }: { readonly project: Stopped }) {
  if (project.status === 'cancelled')
    return (
      <Notice tone="warn" title="You cancelled the work">
        {keptWords(project)} {creditWords(project)}
      </Notice>
    )
  const stage = project.stages.find(({ state }) => state === 'failed')
  return (
    <ErrorState
      title={stage ? `It stopped at “${stage.label}”` : 'The clips could not be made'}
      kept={project.failure?.message}
    >
      {keptWords(project)} {creditWords(project)}
    </ErrorState>
  )
}
