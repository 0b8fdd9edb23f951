import { Ban, CircleAlert, CircleCheck, CloudUpload, Hourglass } from 'lucide-react'
import type { ReactNode } from 'react'
import { Badge, type Tone } from '@/app/_ui/badge'
import { Spinner } from '@/app/_ui/spinner'
import type { ProjectCard } from './types'

const looks: Record<ProjectCard['status'], { tone: Tone; icon: ReactNode; word: string }> = {
  waiting: { tone: 'neutral', icon: <CloudUpload aria-hidden="true" />, word: 'Waiting for the video' },
  queued: { tone: 'neutral', icon: <Hourglass aria-hidden="true" />, word: 'In line' },
  working: { tone: 'accent', icon: <Spinner />, word: 'Working' },
  ready: { tone: 'good', icon: <CircleCheck aria-hidden="true" />, word: 'Ready' },
  failed: { tone: 'bad', icon: <CircleAlert aria-hidden="true" />, word: 'Failed' },
  cancelled: { tone: 'neutral', icon: <Ban aria-hidden="true" />, word: 'Cancelled' },
}

export const ProjectStatus = ({ status }: { readonly status: ProjectCard['status'] }) => (
  <Badge tone={looks[status].tone} icon={looks[status].icon}>
    {looks[status].word}
  </Badge>
)
