'use client'

import { Square } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/app/_ui/button'
import { Dialog } from '@/app/_ui/dialog'
import { formatPlural } from '@/app/_ui/format'
import type { ProjectData } from '../../../clips/_parts/types'

/** Stops the work: at once while that gives everything back, after a question once a clip is finished and its credits stay used. */
export function CancelWork({
  credits,
  isCancelling,
  onCancel,
}: {
  readonly credits: ProjectData['credits']
  readonly isCancelling: boolean
  readonly onCancel: () => void
}) {
  const [isAsking, setIsAsking] = useState(false)
  const kept = credits.keptIfCancelled
  return (
    <>
      <Button
        onClick={() => (kept > 0 ? setIsAsking(true) : onCancel())}
        isBusy={isCancelling}
        busyLabel="Cancelling"
        {...(kept === 0 && credits.reserved > 0
          ? { title: `${formatPlural(credits.reserved, 'credit')} go back to your balance while no clip is finished.` }
          : {})}
      >
        <Square />
        Cancel
      </Button>
      <Dialog
        isOpen={isAsking}
        onOpenChange={setIsAsking}
        title="Cancel the work?"
        footer={
          <>
            <Button onClick={() => setIsAsking(false)}>Go on working</Button>
            <Button
              variant="danger"
              onClick={() => {
                setIsAsking(false)
                onCancel()
              }}
            >
              Cancel the work
            </Button>
          </>
        }
      >
        <p>
          A clip is finished already, so the {formatPlural(kept, 'credit')} of this video {kept === 1 ? 'is' : 'are'}{' '}
          used and {kept === 1 ? 'does' : 'do'} not come back. Finished clips stay yours, the others are not made.
        </p>
        <p className="mt-2">Starting it again goes on from here and costs no more credits.</p>
      </Dialog>
    </>
  )
}
