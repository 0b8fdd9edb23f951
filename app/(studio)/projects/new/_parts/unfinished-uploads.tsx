'use client'

import { Button } from '@/app/_ui/button'
import { FileChooser } from '@/app/_ui/file-chooser'
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
  readonly onDiscard: (upload: Unfinished) => void
}) => (
  <>
    {uploads.map((upload) => (
      <Notice
        key={upload.id}
        title={`${upload.fileName} is not all here yet`}
        actions={
          <>
            <Button size="sm" variant="ghost" onClick={() => onDiscard(upload)}>
              Discard
            </Button>
            <FileChooser size="sm" onFiles={onFiles}>
              Choose the same file
            </FileChooser>
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
