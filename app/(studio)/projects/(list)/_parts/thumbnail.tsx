'use client'

import { AudioLines } from 'lucide-react'
import { useState } from 'react'
import { classNames } from '@/app/_ui/class-names'

/** A still of the source, whole on a dark ground; a drawn wave while there is none, or when its address has run out. */
export function Thumbnail({
  url,
  isEager = false,
  className,
}: {
  readonly url: string | null
  /** In sight at once: fetched before what is further down. */
  readonly isEager?: boolean
  readonly className?: string
}) {
  const [failedUrl, setFailedUrl] = useState<string | null>(null)
  return (
    <span className={classNames('relative grid aspect-video place-items-center overflow-hidden bg-stage', className)}>
      {url && url !== failedUrl ? (
        // biome-ignore lint/performance/noImgElement: a signed address that changes; an optimiser would fetch it once more
        <img
          src={url}
          alt=""
          loading={isEager ? 'eager' : 'lazy'}
          decoding="async"
          className="absolute inset-0 size-full object-contain"
          onError={() => setFailedUrl(url)}
        />
      ) : (
        <AudioLines className="size-7 text-stage-line" aria-hidden="true" />
      )}
    </span>
  )
}
