'use client'

import { Square } from 'lucide-react'
import { Button } from '@/app/_ui/button'
import type { ProjectData } from '../../../clips/_parts/types'
import { isWorthAsking } from '../../_parts/end-words'

/** Stops the work, after a question where that gives something up. */
export const CancelWork = ({
  project,
  isCancelling,
  onAsk,
  onCancel,
}: {
  readonly project: ProjectData
  readonly isCancelling: boolean
  readonly onAsk: () => void
  readonly onCancel: () => void
}) => (
  <Button onClick={isWorthAsking(project) ? onAsk : onCancel} isBusy={isCancelling} busyLabel="Cancelling">
    <Square />
    Cancel
  </Button>
)
