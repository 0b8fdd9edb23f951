'use client'

import type { ClipData } from '../../_parts/types'
import { type RenderChoice, RenderForm } from './render-form'
import { RenderRow } from './render-row'

/** Every file of the clip, and the way to another. */
export function FilesPanel({
  clip,
  shownId,
  isEditor,
  making,
  onShow,
}: {
  readonly clip: ClipData
  readonly shownId: string | undefined
  readonly isEditor: boolean
  readonly onShow: (renderId: string) => void
  /** What makes files; null for who only watches, and while the project's work is stopped. */
  readonly making: {
    readonly isBusy: boolean
    readonly isAsking: boolean
    readonly heldUntilMs: number | null
    readonly retryHeldUntilMs: number | null
    readonly onRetry: (renderId: string) => void
    readonly onCancel: (renderId: string) => void
    readonly onRender: (choice: RenderChoice) => void
  } | null
}) {
  return (
    <div className="grid gap-6">
      <ul className="grid gap-2">
        {clip.renders.map((render) => (
          <RenderRow
            key={render.id}
            render={render}
            isShown={render.id === shownId}
            isBusy={making?.isBusy ?? false}
            retryHeldUntilMs={making?.retryHeldUntilMs ?? null}
            onShow={() => onShow(render.id)}
            onRetry={making && (() => making.onRetry(render.id))}
            onCancel={making && (() => making.onCancel(render.id))}
          />
        ))}
      </ul>
      {making ? (
        <RenderForm
          renders={clip.renders}
          isBusy={making.isAsking}
          heldUntilMs={making.heldUntilMs}
          onRender={making.onRender}
        />
      ) : (
        <p className="border-t border-line pt-5 text-ink-soft">
          {isEditor
            ? 'The work on this video was stopped. Once it was started again, more files can be rendered.'
            : 'As a viewer you watch and download. Rendering takes the role of an editor, which an admin of the workspace can give.'}
        </p>
      )}
    </div>
  )
}
