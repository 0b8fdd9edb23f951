'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/app/_trpc/client'
import { Button } from '@/app/_ui/button'
import { Dialog } from '@/app/_ui/dialog'
import { type Deed, endQuestion } from './end-words'

const askEveryMs = 3_000

const words = {
  cancel: { title: 'Cancel the work?', stay: 'Go on working', end: 'Cancel the work' },
  remove: { title: 'Remove the project?', stay: 'Keep it', end: 'Remove the project' },
} as const satisfies Record<Deed, object>

/** Asked before work that is under way ends, with what becomes of its credits and its upload. */
export function EndDialog({
  projectId,
  deed,
  onEnd,
  onClose,
}: {
  readonly projectId: string
  /** null: nothing is asked at the moment. */
  readonly deed: Deed | null
  readonly onEnd: (deed: Deed) => void
  readonly onClose: () => void
}) {
  const trpc = useTRPC()
  // It changes while it is read: a clip may be finished meanwhile.
  const { data: project, error } = useQuery({
    ...trpc.project.get.queryOptions({ id: projectId }),
    enabled: deed !== null,
    staleTime: 0,
    refetchInterval: askEveryMs,
  })
  if (deed === null) return null
  const { title, stay, end } = words[deed]
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={title}
      footer={
        <>
          <Button onClick={onClose}>{stay}</Button>
          <Button
            variant="danger"
            disabled={project === undefined && error === null}
            onClick={() => {
              onClose()
              onEnd(deed)
            }}
          >
            {end}
          </Button>
        </>
      }
    >
      <p role="status">
        {project
          ? endQuestion(project, deed)
          : error
            ? `What becomes of its credits could not be looked up. ${error.message}`
            : 'Looking up what becomes of its credits'}
      </p>
    </Dialog>
  )
}
