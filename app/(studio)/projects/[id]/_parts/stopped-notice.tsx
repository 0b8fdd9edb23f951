import { ErrorState } from '@/app/_ui/error-state'
import { formatPlural } from '@/app/_ui/format'
import { LinkButton } from '@/app/_ui/link-button'
import { Notice } from '@/app/_ui/notice'
import type { ProjectData } from '../../../clips/_parts/types'
import { isComing, mayStartAgain } from './may-start-again'

type Stopped = Pick<ProjectData, 'status' | 'failure' | 'clips' | 'stages' | 'credits' | 'source' | 'upload'>

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
  const isOnItsWay = project.source === null && project.upload !== null && isComing(project.upload)
  if (kept.length === 0) return isOnItsWay ? 'Your video still comes.' : 'Your video was kept.'
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

/** The video never came whole: its bytes are gone, so there is nothing to start again with. */
const NothingKept = ({ project, isEditor }: { readonly project: Stopped; readonly isEditor: boolean }) => {
  const bring = isEditor && (
    <LinkButton href="/projects/new" size="sm">
      New project
    </LinkButton>
  )
  const words = `Nothing of the video was kept, and nothing was charged.${isEditor ? ' Bring it again as a new project.' : ''}`
  if (project.status === 'cancelled')
    return (
      <Notice tone="warn" title="You cancelled the work before the video was here" actions={bring}>
        {words}
      </Notice>
    )
  return (
    <ErrorState
      title="The video is not here"
      kept={project.failure?.message ?? project.upload?.failure?.message}
      actions={bring}
    >
      {words}
    </ErrorState>
  )
}

/** Why nothing happens any more, what was kept, what it cost, and what to do. */
export function StoppedNotice({ project, isEditor }: { readonly project: Stopped; readonly isEditor: boolean }) {
  if (!mayStartAgain(project)) return <NothingKept project={project} isEditor={isEditor} />
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
