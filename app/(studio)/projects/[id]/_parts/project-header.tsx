'use client'

import { Ellipsis, RotateCcw, Square, Trash2 } from 'lucide-react'
import { Button } from '@/app/_ui/button'
import { formatDuration, formatPlural } from '@/app/_ui/format'
import { IconButton } from '@/app/_ui/icon-button'
import { Menu } from '@/app/_ui/menu'
import { PageHeader } from '@/app/_ui/page-header'
import { EditableTitle } from '../../../clips/_parts/editable-title'
import type { ProjectData } from '../../../clips/_parts/types'
import { ProjectBadge } from './project-badge'
import { useProjectActions } from './use-project-actions'

const facts = (project: ProjectData): string =>
  [
    project.durationMs === null ? null : formatDuration(project.durationMs),
    project.clips.length > 0 ? formatPlural(project.clips.length, 'clip') : null,
    project.language ? new Intl.DisplayNames(['en'], { type: 'language' }).of(project.language) : null,
    project.credits.used === null ? null : formatPlural(project.credits.used, 'credit'),
    project.isSample ? 'sample' : null,
  ]
    .filter(Boolean)
    .join(' · ')

export function ProjectHeader({ project }: { readonly project: ProjectData }) {
  const actions = useProjectActions(project)
  const isUnderWay = project.status === 'waiting' || project.status === 'queued' || project.status === 'working'
  return (
    <PageHeader
      trail={[{ label: 'Projects', href: '/projects' }]}
      title={<EditableTitle title={project.title} label="Rename project" onRename={actions.rename} />}
      description={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <ProjectBadge status={project.status} />
          <span>{facts(project)}</span>
        </span>
      }
      actions={
        <>
          {isUnderWay && (
            <Button onClick={actions.cancel} isBusy={actions.isCancelling} busyLabel="Cancelling">
              <Square />
              Cancel
            </Button>
          )}
          {(project.status === 'failed' || project.status === 'cancelled') && (
            <Button variant="primary" onClick={actions.retry} isBusy={actions.isRetrying} busyLabel="Starting">
              <RotateCcw />
              {project.status === 'failed' ? 'Try again' : 'Start again'}
            </Button>
          )}
          <Menu items={[{ label: 'Remove project', icon: <Trash2 />, isDanger: true, onSelect: actions.remove }]}>
            <IconButton label="More" variant="secondary" icon={<Ellipsis />} />
          </Menu>
        </>
      }
    />
  )
}
