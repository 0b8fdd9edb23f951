'use client'

import { useSearchParams } from 'next/navigation'
import { useCallback } from 'react'

/** What a view shows is in its address, so that it can be linked and survives a reload. null takes a name out. */
export const useAddress = () => {
  const params = useSearchParams()
  const set = useCallback((patch: Readonly<Record<string, string | null>>) => {
    const next = new URLSearchParams(window.location.search)
    for (const [name, value] of Object.entries(patch))
      if (value === null || value === '') next.delete(name)
      else next.set(name, value)
    const query = next.toString()
    // Next follows the browser's own history: the parameters change and nothing is asked of the server.
    window.history.replaceState(null, '', query ? `?${query}` : window.location.pathname)
  }, [])
  return { params, set }
}
