import { Badge, type Tone } from '@/app/_ui/badge'
import type { ProjectData } from '../../../clips/_parts/types'

const looks: Readonly<Record<ProjectData['status'], { readonly tone: Tone; readonly label: string }>> = {
  waiting: { tone: 'neutral', label: 'Waiting for the video' },
  queued: { tone: 'neutral', label: 'In the queue' },
  working: { tone: 'accent', label: 'Working' },
  ready: { tone: 'good', label: 'Ready' },
  failed: { tone: 'bad', label: 'Failed' },
  cancelled: { tone: 'warn', label: 'Cancelled' },
}

export const ProjectBadge = ({ status }: { readonly status: ProjectData['status'] }) => (
  <Badge tone={looks[status].tone}>{looks[status].label}</Badge>
)
