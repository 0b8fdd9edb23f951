'use client'

import type { ClipData } from '../../_parts/types'
import { type RenderChoice, RenderForm } from './render-form'
import { RenderRow } from './render-row'

/** Every file of the clip, and the way to another. */
export function FilesPanel({
  clip,
  shownId,
  isBusy,
  isAsking,
  heldUntilMs,
  onShow,
  onRetry,
  onCancel,
  onRender,
}: {
  readonly clip: ClipData
  readonly shownId: string | undefined
  readonly isBusy: boolean
  readonly isAsking: boolean
  readonly heldUntilMs: number | null
  readonly onShow: (renderId: string) => void
  readonly onRetry: (renderId: string) => void
  readonly onCancel: (renderId: string) => void
  readonly onRender: (choice: RenderChoice) => void
}) {
  return (
    <div className="grid gap-6">
      <ul className="grid gap-2">
        {clip.renders.map((render) => (
          <RenderRow
            key={render.id}
            render={render}
            isShown={render.id === shownId}
            isBusy={isBusy}
            onShow={() => onShow(render.id)}
            onRetry={() => onRetry(render.id)}
            onCancel={() => onCancel(render.id)}
          />
        ))}
      </ul>
      <section className="border-t border-line pt-5">
        <h2 className="mb-3 font-semibold">Render at another aspect</h2>
        <RenderForm renders={clip.renders} isBusy={isAsking} heldUntilMs={heldUntilMs} onRender={onRender} />
      </section>
    </div>
  )
}
