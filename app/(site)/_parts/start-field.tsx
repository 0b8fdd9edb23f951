'use client'

import { ArrowRight, Film, Link2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { type DragEvent, useCallback, useEffect, useRef, useState } from 'react'
import { buttonClass } from '@/app/_ui/button-class'
import { classNames } from '@/app/_ui/class-names'
import { keepPickedFiles } from '@/app/_ui/picked-files'

const newProject = '/projects/new'

/** Drop a video, choose one, or paste a link. The link works without JavaScript; all lead to the new-project page. */
export function StartField() {
  const router = useRouter()
  const [isOver, setIsOver] = useState(false)
  const chooser = useRef<HTMLInputElement>(null)
  const take = useCallback(
    (files: FileList | null | undefined) => {
      if (!files?.length) return
      keepPickedFiles([...files])
      router.push(newProject)
    },
    [router],
  )
  // This code comes when somebody reaches for the field (scripts/lighten-start-page.mjs): they may have been faster.
  useEffect(() => take(chooser.current?.files), [take])
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setIsOver(false)
    take(event.dataTransfer.files)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one of three ways in; the others are the label and the field
    <div
      data-start-field
      onDragOver={(event) => {
        event.preventDefault()
        setIsOver(true)
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
      className={classNames(
        'grid gap-2 rounded-2xl border bg-surface p-2 transition-colors md:grid-cols-[auto_1fr]',
        isOver ? 'border-accent bg-accent-soft' : 'border-line-strong',
      )}
    >
      <label
        className={classNames(
          buttonClass('ghost', 'lg'),
          'relative h-14 cursor-pointer border border-dashed border-line-strong text-ink focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-focus',
        )}
      >
        <Film aria-hidden="true" />
        {isOver ? 'Let go to start' : 'Drop a video, or choose one'}
        <input
          ref={chooser}
          type="file"
          accept="video/*,audio/*,.mkv"
          multiple
          className="sr-only"
          onChange={(event) => take(event.target.files)}
        />
      </label>
      <form action={newProject} className="flex min-w-0 gap-2">
        <label className="relative flex min-w-0 flex-1 items-center">
          <span className="sr-only">Link to a video</span>
          <Link2 className="pointer-events-none absolute left-4 size-4 text-ink-faint" aria-hidden="true" />
          <input
            name="link"
            type="url"
            required
            placeholder="or paste a link to one"
            className="h-14 w-full rounded-lg bg-transparent pr-2 pl-11 text-lg"
          />
        </label>
        <button type="submit" className={classNames(buttonClass('primary', 'lg'), 'h-14')}>
          Cut clips
          <ArrowRight aria-hidden="true" />
        </button>
      </form>
    </div>
  )
}
