import { Badge } from '@/app/_ui/badge'

const states = {
  sent: { tone: 'good', label: 'Sent' },
  queued: { tone: 'warn', label: 'Waiting' },
  failed: { tone: 'bad', label: 'Failed' },
} as const

export const StateBadge = ({ state }: { readonly state: keyof typeof states }) => (
  <Badge tone={states[state].tone}>{states[state].label}</Badge>
)
