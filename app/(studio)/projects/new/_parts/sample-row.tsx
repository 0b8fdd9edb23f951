import { Trash2 } from 'lucide-react'
import { IconButton } from '@/app/_ui/icon-button'
import { Thumbnail } from '../../(list)/_parts/thumbnail'

/** The sample stands beside other videos like one of them, but there is nothing to upload. */
export const SampleRow = ({ onRemove }: { readonly onRemove: () => void }) => (
  <li className="flex items-start gap-4 rounded-xl border border-line bg-surface p-3 sm:p-4">
    <Thumbnail url={null} className="w-28 shrink-0 rounded-lg sm:w-52" />
    <div className="min-w-0 flex-1 self-center">
      <h2 className="font-medium">The sample talk</h2>
      <p className="text-ink-soft">
        Two drawn hosts about why people leave after three seconds. A few minutes, nothing to upload.
      </p>
    </div>
    <IconButton label="Leave the sample out" icon={<Trash2 />} onClick={onRemove} />
  </li>
)
