import { SearchX } from 'lucide-react'
import { EmptyState } from '@/app/_ui/empty-state'
import { LinkButton } from '@/app/_ui/link-button'

export const NoSuchClip = () => (
  <EmptyState
    isPage
    icon={<SearchX />}
    title="There is no such clip"
    actions={<LinkButton href="/projects">Go to your projects</LinkButton>}
  >
    It was removed, or it belongs to another workspace.
  </EmptyState>
)
