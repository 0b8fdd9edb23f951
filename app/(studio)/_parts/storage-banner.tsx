import { LinkButton } from '@/app/_ui/link-button'
import { Notice } from '@/app/_ui/notice'

/** What can't be done while the disk of the installation is full or away, and what can. */
export function StorageBanner({ storage }: { readonly storage: 'full' | 'away' }) {
  return (
    <div role="status" className="mb-6">
      {storage === 'full' ? (
        <Notice
          tone="warn"
          title="The storage is almost full"
          actions={<LinkButton href="/settings/storage">See what takes space</LinkButton>}
        >
          New videos can’t be brought right now. What is here plays, downloads and can be deleted, which makes room.
        </Notice>
      ) : (
        <Notice tone="warn" title="Media temporarily unavailable">
          Videos and clips can’t be played or brought right now. Titles, settings and words work, and media come back by
          themselves.
        </Notice>
      )}
    </div>
  )
}
