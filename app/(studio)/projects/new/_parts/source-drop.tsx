'use client'

import { Film, Link2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { classNames } from '@/app/_ui/class-names'
import { FileChooser, videoTypes } from '@/app/_ui/file-chooser'
import { Input } from '@/app/_ui/input'
import { Notice } from '@/app/_ui/notice'
import { useFileDrop } from '@/app/_ui/use-file-drop'
import { WaitingButton } from '@/app/_ui/waiting-button'

/** Three ways in: files (dropped or chosen, several at once), a link, the sample. Slim once there is something. */
export function SourceDrop({
  maxBytes,
  maxMinutes,
  lostNames,
  isSlim,
  isBusy,
  heldUntilMs,
  link,
  onFiles,
  onLink,
  onSample,
}: {
  readonly maxBytes: number
  readonly maxMinutes: number
  /** Files chosen before signing in, which the browser gave up since. */
  readonly lostNames: readonly string[]
  readonly isSlim: boolean
  /** A link is being asked for. */
  readonly isBusy: boolean
  /** Until then no other link is taken. */
  readonly heldUntilMs: number | null
  readonly link: string
  readonly onFiles: (files: readonly File[]) => void
  /** Whether it was taken. */
  readonly onLink: (url: string) => Promise<boolean>
  /** null where no sample is installed. */
  readonly onSample: (() => void) | null
}) {
  const [url, setUrl] = useState(link)
  const { isOver, zone } = useFileDrop(onFiles)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const asked = url.trim()
    if (asked === '' || !(await onLink(asked))) return
    // What was typed while the other side was asked stays.
    setUrl((now) => (now.trim() === asked ? '' : now))
  }
  const chooser = (
    <FileChooser
      accept={videoTypes}
      isMultiple
      variant={isSlim ? 'secondary' : 'primary'}
      size={isSlim ? 'md' : 'lg'}
      onFiles={onFiles}
    >
      {isSlim ? 'Add another video' : 'Choose a video'}
    </FileChooser>
  )
  const linkForm = (
    <form
      onSubmit={(event) => void submit(event)}
      className={classNames('flex w-full gap-2', isSlim ? 'mt-3' : 'mx-auto max-w-xl')}
    >
      <div className="min-w-0 flex-1">
        <Input
          type="url"
          required
          aria-label="Link to a video"
          placeholder="or paste a link to a video file"
          icon={<Link2 />}
          value={url}
          onChange={(event) => setUrl(event.target.value)}
        />
      </div>
      <WaitingButton type="submit" untilMs={heldUntilMs} isBusy={isBusy} busyLabel="Asking">
        Fetch it
      </WaitingButton>
    </form>
  )
  return (
    <div
      {...zone}
      className={classNames(
        'rounded-xl border border-dashed transition-colors',
        isOver ? 'border-accent bg-accent-soft' : 'border-line-strong',
        isSlim ? 'p-3' : 'grid gap-6 px-4 py-10 sm:px-10 sm:py-14',
      )}
    >
      {isSlim ? (
        <>
          <div className="flex flex-wrap items-center justify-between gap-3">
            <p className="text-ink-faint">{isOver ? 'Let go to add it' : 'More videos get the same settings.'}</p>
            {chooser}
          </div>
          {linkForm}
        </>
      ) : (
        <>
          <div className="grid justify-items-center gap-4 text-center">
            <Film className="size-7 text-ink-faint" aria-hidden="true" />
            <div>
              <h2 className="text-xl font-semibold">{isOver ? 'Let go to start' : 'Drop a video here'}</h2>
              <p className="mt-1 text-ink-soft">
                Up to {maxMinutes} minutes and {Math.floor(maxBytes / 1024 ** 3)} GB each. Several at once are fine;
                sound alone too.
              </p>
            </div>
            {chooser}
          </div>
          {linkForm}
          {onSample && (
            <p className="text-center text-ink-faint">
              No video at hand?{' '}
              <button
                type="button"
                onClick={onSample}
                className="inline-flex items-center gap-1 rounded-sm font-medium text-accent-ink underline decoration-accent-line underline-offset-4 hover:decoration-current"
              >
                Use the sample
              </button>
            </p>
          )}
        </>
      )}
      {lostNames.length > 0 && (
        <Notice title={`Choose ${lostNames.join(', ')} once more`} className={isSlim ? 'mt-3' : ''}>
          Signing in loaded a new page, and a browser gives chosen files up then.
        </Notice>
      )}
    </div>
  )
}
