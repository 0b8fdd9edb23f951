import { CircleCheck, CircleSlash, CircleX, Clock, MailCheck, MailX, ThumbsDown, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Badge, type Tone } from '@/app/_ui/badge'
import type { MailLine } from './types'

const looks: Readonly<Record<MailLine['status'], { tone: Tone; label: string; icon: ReactNode }>> = {
  queued: { tone: 'warn', label: 'Waiting', icon: <Clock /> },
  sent: { tone: 'neutral', label: 'Sent', icon: <MailCheck /> },
  delivered: { tone: 'good', label: 'Delivered', icon: <CircleCheck /> },
  bounced: { tone: 'bad', label: 'Bounced', icon: <MailX /> },
  complained: { tone: 'bad', label: 'Called junk', icon: <ThumbsDown /> },
  suppressed: { tone: 'neutral', label: 'Suppressed', icon: <CircleSlash /> },
  unwanted: { tone: 'neutral', label: 'Not wanted', icon: <CircleX /> },
  failed: { tone: 'bad', label: 'Failed', icon: <TriangleAlert /> },
}

export const StatusBadge = ({ status }: { readonly status: MailLine['status'] }) => {
  const { tone, label, icon } = looks[status]
  return (
    <Badge tone={tone} icon={icon}>
      {label}
    </Badge>
  )
}
