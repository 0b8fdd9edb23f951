'use client'

import { Ellipsis, RotateCcw, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/app/_ui/button'
import { formatDuration, formatLanguage, formatPlural } from '@/app/_ui/format'
import { IconButton } from '@/app/_ui/icon-button'
import { Menu } from '@/app/_ui/menu'
import { PageHeader } from '@/app/_ui/page-header'
import { useMayEdit } from '../../../_parts/use-may-edit'
import { EditableTitle } from '../../../clips/_parts/editable-title'
import type { ProjectData } from '../../../clips/_parts/types'
import { EndDialog } from '../../_parts/end-dialog'
import type { Deed } from '../../_parts/end-words'
import { CancelWork } from './cancel-work'
import { mayStartAgain } from './may-start-again'
import { ProjectBadge } from './project-badge'
import { useProjectActions } from './use-project-actions'

const facts = (project: ProjectData): string =>
  [
    project.durationMs === null ? null : formatDuration(project.durationMs),
    project.clips.length > 0 ? formatPlural(project.clips.length, 'clip') : null,
    project.language ? formatLanguage(project.language) : null,
    project.credits.used === null ? null : formatPlural(project.credits.used, 'credit'),
    project.isSample ? 'sample' : null,
  ]
    .filter(Boolean)
    .join(' · ')

export function ProjectHeader({ project }: { readonly project: ProjectData }) {
  const actions = useProjectActions(project)
  const isEditor = useMayEdit()
  const [asked, setAsked] = useState<Deed | null>(null)
  const isUnderWay = project.status === 'waiting' || project.status === 'queued' || project.status === 'working'
  return (
    <PageHeader
      trail={[{ label: 'Projects', href: '/projects' }]}
      title={<EditableTitle title={project.title} label="Rename project" onRename={isEditor ? actions.rename : null} />}
      description={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <ProjectBadge status={project.status} />
          <span>{facts(project)}</span>
        </span>
      }
      actions={
        isEditor && (
          <>
            {isUnderWay && (
              <CancelWork
                project={project}
                isCancelling={actions.isCancelling}
                onAsk={() => setAsked('cancel')}
                onCancel={actions.cancel}
              />
            )}
            {(project.status === 'failed' || project.status === 'cancelled') && mayStartAgain(project) && (
              <Button variant="primary" onClick={actions.retry} isBusy={actions.isRetrying} busyLabel="Starting">
                <RotateCcw />
                {project.status === 'failed' ? 'Try again' : 'Start again'}
              </Button>
            )}
            <Menu
              items={[
                {
                  label: 'Remove project',
                  icon: <Trash2 />,
                  isDanger: true,
                  onSelect: () => (isUnderWay ? setAsked('remove') : actions.remove()),
                },
              ]}
            >
              <IconButton label="More" variant="secondary" icon={<Ellipsis />} />
            </Menu>
            <EndDialog
              projectId={project.id}
              deed={asked}
              onEnd={(deed) => (deed === 'cancel' ? actions.cancel() : actions.remove())}
              onClose={() => setAsked(null)}
            />
          </>
        )
      }
    />
  )
}
