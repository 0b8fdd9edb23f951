import { Trash2 } from 'lucide-react'
import { Badge } from '@/app/_ui/badge'
import { IconButton } from '@/app/_ui/icon-button'
import { SamplePeople } from '@/app/_ui/sample-people'
import { Timecode } from '@/app/_ui/timecode'

/** The sample stands beside other videos like one of them, but there is nothing to upload. */
export const SampleRow = ({
  durationMs,
  cost,
  onRemove,
}: {
  readonly durationMs: number
  /** Credits; null while the server is asked. */
  readonly cost: number | null
  readonly onRemove: () => void
}) => (
  <li className="flex items-start gap-4 rounded-xl border border-line bg-surface p-3 sm:p-4">
    <span className="relative w-28 shrink-0 sm:w-52">
      <svg viewBox="0 0 640 360" aria-hidden="true" className="block w-full rounded-lg">
        <SamplePeople />
      </svg>
      <Timecode
        ms={durationMs}
        className="absolute right-1.5 bottom-1.5 rounded-sm bg-stage/85 px-1.5 py-0.5 text-xs text-on-stage"
      />
    </span>
    <div className="grid min-w-0 flex-1 justify-items-start gap-1 self-center">
      <h2 className="font-medium">The sample talk</h2>
      <p className="text-ink-soft">Two drawn hosts about why people leave after three seconds. Nothing to upload.</p>
      {cost !== null && <Badge>{cost === 1 ? '1 credit' : `${cost} credits`}</Badge>}
    </div>
    <IconButton label="Leave the sample out" icon={<Trash2 />} onClick={onRemove} />
  </li>
)
