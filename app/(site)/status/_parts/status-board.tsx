'use client'

import { CircleAlert, CircleCheck, CircleDashed, CircleX } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Card } from '@/app/_ui/card'
import { classNames } from '@/app/_ui/class-names'
import { describeStatus, type HealthWords, type PartState, readHealthBody } from './status-words'

const everyMs = 15_000

const looks: Record<PartState, { readonly className: string; readonly icon: React.ReactNode }> = {
  working: { className: 'text-good', icon: <CircleCheck /> },
  slow: { className: 'text-warn', icon: <CircleAlert /> },
  down: { className: 'text-bad', icon: <CircleX /> },
  unknown: { className: 'text-ink-faint', icon: <CircleDashed /> },
}

/** Stands as the server drew it, also without JavaScript; with it, it is brought up to date by itself. */
export function StatusBoard({ initial }: { readonly initial: HealthWords }) {
  const [words, setWords] = useState(initial)
  const [isReached, setReached] = useState(true)
  useEffect(() => {
    const look = async (): Promise<void> => {
      if (document.hidden) return
      const body: unknown = await fetch('/health').then(
        (response) => response.json(),
        () => null,
      )
      const seen = readHealthBody(body)
      setReached(seen !== null)
      if (seen !== null) setWords(seen)
    }
    const timer = setInterval(() => void look().catch(() => setReached(false)), everyMs)
    return () => clearInterval(timer)
  }, [])
  const { title, state, parts } = describeStatus(words)
  const { className, icon } = looks[state]
  return (
    <>
      <div role="status" className="flex items-start gap-3">
        <span aria-hidden="true" className={classNames('mt-1 [&>svg]:size-7', className)}>
          {icon}
        </span>
        <div>
          <h1 className="text-title font-bold">{title}</h1>
          {!isReached && (
            <p className="mt-1 text-warn">The server can’t be reached from here; below is what it said last.</p>
          )}
        </div>
      </div>
      <Card aria-label="By part" className="mt-8">
        <ul className="divide-y divide-line">
          {parts.map((part) => (
            <li key={part.name} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 px-5 py-4">
              <div>
                <h2 className="font-medium">{part.name}</h2>
                <p className="text-sm text-ink-faint">{part.what}</p>
              </div>
              <p className="flex items-center gap-2 [&>svg]:size-4">
                <span aria-hidden="true" className={classNames('[&>svg]:size-4', looks[part.state].className)}>
                  {looks[part.state].icon}
                </span>
                {part.words}
              </p>
            </li>
          ))}
        </ul>
      </Card>
    </>
  )
}
