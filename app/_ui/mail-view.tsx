'use client'

import { useState } from 'react'
import { Segmented } from './segmented'

type Look = 'light' | 'dark' | 'text'
type Width = 'phone' | 'wide'

const looks = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'text', label: 'Plain text' },
] as const

const widths = [
  { value: 'wide', label: '640 px' },
  { value: 'phone', label: '320 px' },
] as const

/** A frame's media queries follow the browser's theme and nothing that can be set on it: the letter's own question is answered instead. */
const themed = (html: string, isDark: boolean): string =>
  html.replaceAll('@media (prefers-color-scheme: dark)', isDark ? '@media all' : '@media not all')

/** A mail as it is read: in either theme, on a phone or beside a list of mails, and as text. Nothing runs in its frame. */
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
  const [width, setWidth] = useState<Width>('wide')
  return (
    <div className="grid min-w-0 gap-3">
      <div className="flex flex-wrap gap-2">
        <Segmented<Look> label="Look" value={look} options={looks} onChange={setLook} />
        {look !== 'text' && <Segmented<Width> label="Width" value={width} options={widths} onChange={setWidth} />}
      </div>
      {look === 'text' ? (
        <pre className="overflow-x-auto rounded-xl border border-line bg-surface p-5 font-mono text-sm whitespace-pre-wrap">
          {text}
        </pre>
      ) : (
        <div className="overflow-x-auto rounded-xl border border-line bg-sunken">
          <iframe
            key={`${look} ${width}`}
            title={title}
            sandbox="allow-popups allow-popups-to-escape-sandbox"
            srcDoc={themed(html, look === 'dark')}
            style={{ colorScheme: look, width: width === 'phone' ? 320 : 640, maxWidth: '100%' }}
            className="mx-auto block h-[52rem]"
          />
        </div>
      )}
    </div>
  )
}
