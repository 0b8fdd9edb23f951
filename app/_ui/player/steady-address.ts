'use client'

import { useEffect, useState } from 'react'

/** Asked for this long before an address stops working. */
const marginMs = 45_000

/** When a signed media address stops working, epoch ms; null for an address without an end. */
export const mediaExpiryMs = (url: string): number | null => {
  const seconds = /\/media\/[^/.]+\.([0-9a-z]+)\./.exec(url)?.[1]
  return seconds === undefined ? null : Number.parseInt(seconds, 36) * 1000
}

/**
 * Every answer of the server signs its media anew. While the old address works it is kept, so that nothing loads twice;
 * before it ends, `onStale` asks for another. `id` says whether it is still the same file.
 */
export const useSteadyAddress = (
  id: string,
  url: string | null,
  { onStale, attempt = 0 }: { readonly onStale?: (() => void) | undefined; readonly attempt?: number } = {},
): string | null => {
  const key = `${id} ${attempt}`
  const [kept, setKept] = useState({ key, url })
  const expiry = kept.url === null ? null : mediaExpiryMs(kept.url)
  const isSame = kept.key === key && kept.url !== null
  const isFresh = isSame && (expiry === null || expiry - marginMs > Date.now())
  if (!isFresh && url !== kept.url) setKept({ key, url })
  useEffect(() => {
    if (expiry === null || !onStale) return
    const timer = setTimeout(onStale, Math.max(5000, expiry - marginMs - Date.now()))
    return () => clearTimeout(timer)
  }, [expiry, onStale])
  return isFresh ? kept.url : url
}
