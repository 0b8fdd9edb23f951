'use client'

import { Button } from '@/app/_ui/button'
import { buttonClass } from '@/app/_ui/button-class'
import { classNames } from '@/app/_ui/class-names'
import { formatBytes, formatShare } from '@/app/_ui/format'
import { Notice } from '@/app/_ui/notice'

type Unfinished = {
  readonly id: string
  readonly fileName: string
  readonly sizeBytes: number | null
  readonly offsetBytes: number
}

/** Uploads that a closed tab interrupted. A browser can't open a file by itself, so the same one is asked for. */
export const UnfinishedUploads = ({
  uploads,
  onFiles,
  onDiscard,
}: {
  readonly uploads: readonly Unfinished[]
  readonly onFiles: (files: readonly File[]) => void
  readonly onDiscard: (id: string) => void
}) => (
  <>
    {uploads.map((upload) => (
      <Notice
        key={upload.id}
        title={`${upload.fileName} is not all here yet`}
        actions={
          <>
            <Button size="sm" variant="ghost" onClick={() => onDiscard(upload.id)}>
              Discard
            </Button>
            <label
              className={classNames(
                buttonClass('secondary', 'sm'),
                'cursor-pointer focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-focus',
              )}
            >
              Choose the same file
              <input
                type="file"
                className="sr-only"
                onChange={(event) => {
                  onFiles([...(event.target.files ?? [])])
                  event.target.value = ''
                }}
              />
            </label>
          </>
        }
      >
        {upload.sizeBytes
          ? `${formatShare(upload.offsetBytes / upload.sizeBytes)} of ${formatBytes(upload.sizeBytes)} arrived. `
          : ''}
        Choose it again and only the rest is sent.
      </Notice>
    ))}
  </>
)
