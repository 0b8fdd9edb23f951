import { Timecode } from '@/app/_ui/timecode'

export type EvidenceItem = {
  readonly signal: string
  readonly text: string
  readonly startMs: number
  readonly endMs: number
}

/** What a score stands on: the words, and where they are. With `onSeek`, a press goes there. */
export function EvidenceList({
  items,
  onSeek,
}: {
  readonly items: readonly EvidenceItem[]
  readonly onSeek?: ((item: EvidenceItem) => void) | undefined
}) {
  if (items.length === 0) return <p className="text-sm text-ink-faint">Nothing in the words speaks for it.</p>
  return (
    <ul className="grid gap-0.5">
      {items.map((item) => {
        const content = (
          <>
            <Timecode ms={item.startMs} className="pt-px text-xs text-ink-faint" />
            <span className="min-w-0">
              {item.text && <q className="text-ink">{item.text}</q>}
              <span className="block text-sm text-ink-faint">{item.signal}</span>
            </span>
          </>
        )
        const className = 'grid w-full grid-cols-[3rem_1fr] gap-2 rounded-md px-2 py-1 text-left text-sm'
        return (
          <li key={`${item.signal} ${item.startMs}`}>
            {onSeek ? (
              <button
                type="button"
                className={`${className} transition-colors hover:bg-hover touch:min-h-10`}
                onClick={() => onSeek(item)}
              >
                {content}
              </button>
            ) : (
              <div className={className}>{content}</div>
            )}
          </li>
        )
      })}
    </ul>
  )
}
