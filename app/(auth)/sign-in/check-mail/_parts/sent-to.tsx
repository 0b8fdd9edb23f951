'use client'

import { useEffect, useState } from 'react'
import { readSentTo } from '../../_parts/sent-to'

/** Where the link went, when this tab knows. */
export function SentTo() {
  const [email, setEmail] = useState<string | null>(null)
  useEffect(() => setEmail(readSentTo()), [])
  return (
    <p>
      A link is on its way{email === null ? '' : ' to '}
      {email !== null && <strong className="font-medium wrap-anywhere text-ink">{email}</strong>}. It works once, for 15
      minutes, in any browser.
    </p>
  )
}
