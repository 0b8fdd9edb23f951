'use client'

import { useState } from 'react'
import { Segmented } from '@/app/_ui/segmented'

type Look = 'light' | 'dark' | 'text'

const looks = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'text', label: 'Plain text' },
] as const

/** A mail as it is read: in either theme, and as text. Its markup stays in a frame in which nothing runs. */
export function MailView({
  title,
  html,
  text,
}: {
  readonly title: string
  readonly html: string
  readonly text: string
}) {
  const [look, setLook] = useState<Look>('light')
  return (
    <div className="grid gap-3">
      <Segmented<Look> label="Look" value={look} options={looks} onChange={setLook} />
      {look === 'text' ? (
        <pre className="overflow-x-auto rounded-xl border border-line bg-surface p-5 font-mono text-sm whitespace-pre-wrap">
          {text}
        </pre>
      ) : (
        <iframe
          key={look}
          title={title}
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          srcDoc={html}
          // The frame's own media queries follow its colour scheme.
          style={{ colorScheme: look }}
          className="h-[44rem] w-full rounded-xl border border-line"
        />
      )}
    </div>
  )
}
