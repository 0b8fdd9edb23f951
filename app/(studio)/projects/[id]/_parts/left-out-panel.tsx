import type { ReactNode } from 'react'
import { Button } from '@/app/_ui/button'
import { EmptyState } from '@/app/_ui/empty-state'
import { ErrorState } from '@/app/_ui/error-state'
import { Skeleton } from '@/app/_ui/skeleton'
import type { Moment } from '../../../clips/_parts/types'

/** The answer to `project.moments`, or what there is of one. */
export type MomentsAnswer = {
  readonly data: readonly Moment[] | undefined
  readonly error: { readonly message: string } | null
  readonly refetch: () => unknown
}

/** What stands where the moments would: that there are none yet, that they are on their way, or that they did not come. */
export const LeftOutPanel = ({
  moments: { data, error, refetch },
  candidateCount,
  children,
}: {
  readonly moments: MomentsAnswer
  readonly candidateCount: number
  readonly children: (moments: readonly Moment[]) => ReactNode
}) => {
  if (data) return children(data)
  if (candidateCount === 0)
    return (
      <EmptyState title="Nothing was weighed yet">
        What could have become a clip and did not is listed here, with the reason.
      </EmptyState>
    )
  if (error)
    return (
      <ErrorState
        title="The moments could not be loaded"
        kept="They are kept; only their list did not arrive."
        actions={<Button onClick={() => void refetch()}>Try again</Button>}
      >
        {error.message}
      </ErrorState>
    )
  return <Skeleton className="h-96 w-full rounded-xl" />
}
