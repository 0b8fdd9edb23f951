'use client'

import { Download, Eye, RotateCcw, X } from 'lucide-react'
import { Badge } from '@/app/_ui/badge'
import { Button } from '@/app/_ui/button'
import { buttonClass } from '@/app/_ui/button-class'
import { classNames } from '@/app/_ui/class-names'
import { formatBytes, formatShare, formatTimecode } from '@/app/_ui/format'
import { Progress } from '@/app/_ui/progress'
import { WaitingButton } from '@/app/_ui/waiting-button'
import { aspectRatio } from '../../_parts/aspect-ratio'
import { captionLabel, framingLabel } from '../../_parts/render-words'
import type { RenderData } from '../../_parts/types'

const FileLink = ({ href, children }: { readonly href: string | null; readonly children: string }) =>
  href && (
    <a href={href} download className={buttonClass('ghost', 'sm')}>
      <Download />
      {children}
    </a>
  )

/** One file of the clip: what it is, how far it is, and what can be done with it. */
export function RenderRow({
  render,
  isShown,
  isBusy,
  retryHeldUntilMs,
  onShow,
  onRetry,
  onCancel,
}: {
  readonly render: RenderData
  readonly isShown: boolean
  readonly isBusy: boolean
  /** Until then none is tried again. */
  readonly retryHeldUntilMs: number | null
  readonly onShow: () => void
  /** null for who may not, as `onCancel`. */
  readonly onRetry: (() => void) | null
  readonly onCancel: (() => void) | null
}) {
  const isOpen = render.state === 'queued' || render.state === 'rendering'
  const isStopped = render.state === 'failed' || render.state === 'cancelled'
  const name = `${render.aspect}, ${framingLabel(render.framing)}, ${captionLabel(render.captions)}`
  return (
    <li
      aria-label={name}
      className={classNames('rounded-lg border p-3', isShown ? 'border-line-strong bg-raised' : 'border-line')}
    >
      <div className="flex items-start gap-3">
        <span
          aria-hidden="true"
          className="mt-0.5 w-5 shrink-0 rounded-sm border border-control-line"
          style={{ aspectRatio: Math.max(0.5625, Math.min(1.78, aspectRatio(render.aspect))) }}
        />
        <div className="min-w-0 flex-1">
          <p className="font-medium">
            <span className="numbers">{render.aspect}</span> · {framingLabel(render.framing)}
          </p>
          <p className="text-sm text-ink-faint">{captionLabel(render.captions)}</p>
          {render.state === 'ready' && (
            <p className="numbers text-xs text-ink-faint">
              {render.widthPx} × {render.heightPx}
              {render.durationMs !== null && <> · {formatTimecode(render.durationMs, true)}</>}
              {render.sizeBytes !== null && <> · {formatBytes(render.sizeBytes)}</>}
            </p>
          )}
        </div>
        {render.state === 'failed' && <Badge tone="bad">Failed</Badge>}
        {render.state === 'cancelled' && <Badge tone="warn">Cancelled</Badge>}
        {isShown && render.state === 'ready' && <Badge>On show</Badge>}
      </div>
      {isOpen && (
        <div className="mt-3 grid gap-1.5">
          <p className="flex justify-between text-sm">
            <span>{render.state === 'queued' ? 'Waiting for its turn' : 'Rendering'}</span>
            {render.state === 'rendering' && <span className="numbers">{formatShare(render.share)}</span>}
          </p>
          <Progress share={render.state === 'queued' ? null : render.share} label={`Rendering ${name}`} />
        </div>
      )}
      {render.state === 'failed' && (
        <p className="mt-2 text-sm text-bad">{render.failure?.message ?? 'The render stopped. Try it again.'}</p>
      )}
      <div className="mt-2 -ml-2.5 flex flex-wrap">
        {render.state === 'ready' && !isShown && (
          <Button variant="ghost" size="sm" onClick={onShow}>
            <Eye />
            Show
          </Button>
        )}
        {render.state === 'ready' && (
          <>
            <FileLink href={render.downloadUrl}>MP4</FileLink>
            <FileLink href={render.srtUrl}>SRT</FileLink>
            <FileLink href={render.vttUrl}>VTT</FileLink>
          </>
        )}
        {isStopped && onRetry && (
          <WaitingButton variant="ghost" size="sm" untilMs={retryHeldUntilMs} onClick={onRetry} disabled={isBusy}>
            <RotateCcw />
            Try again
          </WaitingButton>
        )}
        {isOpen && onCancel && (
          <Button variant="ghost" size="sm" onClick={onCancel} disabled={isBusy}>
            <X />
            Cancel
          </Button>
        )}
      </div>
    </li>
  )
}
