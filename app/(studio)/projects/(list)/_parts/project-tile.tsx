'use client'

import { Ellipsis, Pencil, Square, Trash2 } from 'lucide-react'
import Link from 'next/link'
import { formatPlural, formatShare, formatTimeLeft } from '@/app/_ui/format'
import { IconButton } from '@/app/_ui/icon-button'
import { Menu } from '@/app/_ui/menu'
import { Progress } from '@/app/_ui/progress'
import { Timecode } from '@/app/_ui/timecode'
import { Ago } from './ago'
import { ProjectStatus } from './project-status'
import { Thumbnail } from './thumbnail'
import type { ProjectCard } from './types'
import { isUnderWay } from './use-project-list'

const nowDoing = ({ stage, isInLine }: ProjectCard): string =>
  stage?.label ?? (isInLine ? 'Waiting for its turn' : 'Starting')

const timeLeft = ({ timeLeftMs, isInLine }: ProjectCard): string => {
  if (timeLeftMs) return formatTimeLeft(...timeLeftMs)
  return isInLine ? 'It goes on by itself' : 'Reckoning the time left'
}

const Work = ({ project }: { readonly project: ProjectCard }) => (
  <div className="grid gap-1.5">
    <p className="flex items-baseline justify-between gap-3 text-sm text-ink-soft">
      <span className="truncate">{nowDoing(project)}</span>
      {project.stage && <span className="numbers text-xs text-ink">{formatShare(project.stage.share)}</span>}
    </p>
    <Progress share={project.stage?.share ?? null} label={nowDoing(project)} />
    <p className="flex justify-between gap-3 text-sm text-ink-faint">
      <span>{timeLeft(project)}</span>
      {project.readyCount > 0 && <span>{formatPlural(project.readyCount, 'clip')} to watch</span>}
    </p>
  </div>
)

const Rest = ({ project }: { readonly project: ProjectCard }) => {
  if (project.status === 'working' || project.status === 'queued') return <Work project={project} />
  if (project.status === 'failed')
    return (
      <p className="line-clamp-2 text-sm text-bad">
        {project.failure?.message ?? 'The work stopped. Open it to try again.'}
      </p>
    )
  return (
    <p className="flex flex-wrap gap-x-2 text-sm text-ink-faint">
      {project.status === 'ready' && <span>{formatPlural(project.clipCount, 'clip')}</span>}
      {project.status === 'ready' && <span aria-hidden="true">·</span>}
      <Ago at={project.createdAt} />
      {project.isSample && (
        <>
          <span aria-hidden="true">·</span>
          <span>Sample</span>
        </>
      )}
    </p>
  )
}

/** A project on the dashboard. The whole tile opens it; what else can be done is behind the dots. */
export function ProjectTile({
  project,
  isEager,
  isEditor,
  onRename,
  onCancel,
  onRemove,
}: {
  readonly project: ProjectCard
  /** One of the first on the page. */
  readonly isEager: boolean
  /** Who only watches has nothing behind the dots. */
  readonly isEditor: boolean
  readonly onRename: () => void
  readonly onCancel: () => void
  readonly onRemove: () => void
}) {
  return (
    <article className="group relative flex min-w-0 flex-col overflow-hidden rounded-xl border border-line bg-surface transition-colors focus-within:border-line-strong hover:border-line-strong">
      <div className="relative border-b border-line">
        <Thumbnail url={project.thumbnailUrl} isEager={isEager} className="w-full" />
        <span className="absolute top-2 left-2">
          <ProjectStatus status={project.status} />
        </span>
        {project.durationMs !== null && (
          <Timecode
            ms={project.durationMs}
            className="absolute right-2 bottom-2 rounded-sm bg-stage/85 px-1.5 py-0.5 text-xs text-on-stage"
          />
        )}
      </div>
      <div className="flex flex-1 flex-col gap-2 p-3.5 pr-2">
        <div className="flex items-start justify-between gap-1">
          <h2 className="line-clamp-2 min-w-0 pt-1 font-medium break-words">
            <Link
              href={`/projects/${project.id}`}
              className="outline-none after:absolute after:inset-0 focus-visible:after:rounded-xl focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus"
            >
              {project.title}
            </Link>
          </h2>
          {isEditor && (
            <Menu
              items={[
                { label: 'Rename', icon: <Pencil />, onSelect: onRename },
                ...(isUnderWay(project) ? [{ label: 'Cancel', icon: <Square />, onSelect: onCancel }] : []),
                'separator',
                { label: 'Remove project', icon: <Trash2 />, isDanger: true, onSelect: onRemove },
              ]}
            >
              <IconButton label={`More for ${project.title}`} icon={<Ellipsis />} size="sm" className="relative z-10" />
            </Menu>
          )}
        </div>
        <div className="mt-auto pr-1.5">
          <Rest project={project} />
        </div>
      </div>
    </article>
  )
}
