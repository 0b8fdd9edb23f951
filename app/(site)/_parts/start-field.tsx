'use client'

import { ArrowRight, Film, Link2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { buttonClass } from '@/app/_ui/button-class'
import { classNames } from '@/app/_ui/class-names'
import { FileChooser, videoTypes } from '@/app/_ui/file-chooser'
import { keepPickedFiles } from '@/app/_ui/picked-files'
import { useFileDrop } from '@/app/_ui/use-file-drop'

const newProject = '/projects/new'

/** Drop a video, choose one, or paste a link. The link works without JavaScript; all lead to the new-project page. */
export function StartField() {
  const router = useRouter()
  // This code comes when somebody reaches for the field (scripts/lighten-start-page.mjs); the chooser has what they chose meanwhile.
  const take = (files: readonly File[]) => {
    keepPickedFiles(files)
    router.push(newProject)
  }
  const { isOver, zone } = useFileDrop(take)
  return (
    <div
      data-start-field
      {...zone}
      className={classNames(
        'grid gap-2 rounded-2xl border bg-surface p-2 transition-colors md:grid-cols-[auto_1fr]',
        isOver ? 'border-accent bg-accent-soft' : 'border-line-strong',
      )}
    >
      <FileChooser
        accept={videoTypes}
        isMultiple
        variant="ghost"
        size="lg"
        className="h-14 border border-dashed border-line-strong text-ink"
        onFiles={take}
      >
        <Film aria-hidden="true" />
        {isOver ? 'Let go to start' : 'Drop a video, or choose one'}
      </FileChooser>
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
