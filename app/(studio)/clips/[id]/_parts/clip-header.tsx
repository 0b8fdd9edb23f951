'use client'

import { ChevronLeft, ChevronRight, Download, Ellipsis, Trash2 } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { buttonClass } from '@/app/_ui/button-class'
import { IconButton } from '@/app/_ui/icon-button'
import { Menu, type MenuItem } from '@/app/_ui/menu'
import { PageHeader } from '@/app/_ui/page-header'
import { useShortcuts } from '@/app/_ui/shortcuts'
import { Timecode } from '@/app/_ui/timecode'
import { Tooltip } from '@/app/_ui/tooltip'
import { EditableTitle } from '../../_parts/editable-title'
import { ReportSeals } from '../../_parts/report-seals'
import type { ClipData, RenderData } from '../../_parts/types'

const Neighbour = ({
  id,
  label,
  keys,
  icon,
}: {
  readonly id: string | null
  readonly label: string
  readonly keys: string
  readonly icon: React.ReactNode
}) =>
  id === null ? (
    <IconButton label={label} icon={icon} variant="secondary" disabled />
  ) : (
    <Tooltip label={label} keys={keys}>
      <Link href={`/clips/${id}`} aria-label={label} className={`${buttonClass('secondary')} w-9 px-0!`}>
        {icon}
      </Link>
    </Tooltip>
  )

export function ClipHeader({
  clip,
  render,
  onRename,
  onRemove,
}: {
  readonly clip: ClipData
  /** The file on show. */
  readonly render: RenderData | undefined
  /** null for who may not, as `onRemove`. */
  readonly onRename: ((title: string) => void) | null
  readonly onRemove: (() => void) | null
}) {
  const router = useRouter()
  useShortcuts('Clips', [
    ...(clip.previousId
      ? [{ keys: '[', label: 'Previous clip', run: () => router.push(`/clips/${clip.previousId}`) }]
      : []),
    ...(clip.nextId ? [{ keys: ']', label: 'Next clip', run: () => router.push(`/clips/${clip.nextId}`) }] : []),
  ])
  const files: MenuItem[] = [
    ...(render?.srtUrl ? [{ label: 'Captions as SRT', href: render.srtUrl, isDownload: true }] : []),
    ...(render?.vttUrl ? [{ label: 'Captions as VTT', href: render.vttUrl, isDownload: true }] : []),
  ]
  const more: MenuItem[] = [
    ...files,
    ...(files.length > 0 && onRemove ? (['separator'] as const) : []),
    ...(onRemove ? [{ label: 'Remove clip', icon: <Trash2 />, isDanger: true, onSelect: onRemove }] : []),
  ]
  return (
    <PageHeader
      trail={[
        { label: 'Projects', href: '/projects' },
        { label: clip.project.title, href: `/projects/${clip.project.id}` },
      ]}
      title={<EditableTitle title={clip.title} label="Rename clip" onRename={onRename} />}
      description={
        <span className="flex flex-wrap items-center gap-2">
          <span className="numbers mr-1">
            <Timecode ms={clip.startMs} /> – <Timecode ms={clip.endMs} />
          </span>
          <ReportSeals
            boundaryOk={clip.boundary === null ? null : clip.boundaryOk}
            framingOk={render?.framingReport ? clip.framingOk : null}
          />
        </span>
      }
      actions={
        <>
          <span className="flex gap-1">
            <Neighbour id={clip.previousId} label="Previous clip" keys="[" icon={<ChevronLeft />} />
            <Neighbour id={clip.nextId} label="Next clip" keys="]" icon={<ChevronRight />} />
          </span>
          {more.length > 0 && (
            <Menu items={more}>
              <IconButton label="More" variant="secondary" icon={<Ellipsis />} />
            </Menu>
          )}
          {render?.downloadUrl && (
            <a href={render.downloadUrl} download className={buttonClass('primary')}>
              <Download />
              Download MP4
            </a>
          )}
        </>
      }
    />
  )
}
