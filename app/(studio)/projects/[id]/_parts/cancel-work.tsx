'use client'

import { Square } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/app/_ui/button'
import { Dialog } from '@/app/_ui/dialog'
import { formatPlural } from '@/app/_ui/format'
import type { ProjectData } from '../../../clips/_parts/types'

/** What a cancel does to the credits of this attempt. */
const creditWords = ({ reserved, keptIfCancelled }: ProjectData['credits']): string => {
  const is = (count: number, one: string, many: string) =>
    `${formatPlural(count, 'credit')} ${count === 1 ? one : many}`
  return keptIfCancelled > 0
    ? `A clip is finished already: the ${is(keptIfCancelled, 'of this video is used and does', 'of this video are used and do')} not come back. Finished clips stay yours, the others are not made. Starting it again goes on from here and costs no more.`
    : `No clip is finished yet: ${is(reserved, 'goes', 'go')} back to your balance. Starting it again goes on from here and takes as many.`
}

/** Stops the work, after a question that says what becomes of its credits; at once where none were taken. */
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
  const close = () => setIsAsking(false)
  return (
    <>
      <Button
        onClick={() => (credits.reserved > 0 ? setIsAsking(true) : onCancel())}
        isBusy={isCancelling}
        busyLabel="Cancelling"
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
            <Button onClick={close}>Go on working</Button>
            <Button
              variant="danger"
              onClick={() => {
                close()
                onCancel()
              }}
            >
              Cancel the work
            </Button>
          </>
        }
      >
        <CancelWords credits={credits} />
      </Dialog>
    </>
  )
}

/** It changes while it is read: a clip may be finished meanwhile. */
export const CancelWords = ({ credits }: { readonly credits: ProjectData['credits'] }) => (
  <p role="status">{creditWords(credits)}</p>
)
