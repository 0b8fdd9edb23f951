'use client'

import { useEffect, useState } from 'react'
import { Button } from '@/app/_ui/button'
import { Notice } from '@/app/_ui/notice'
import { postAuth } from './post-auth'

/** Goes to another service and comes back signed in. */
export function ServiceButton({
  id,
  name,
  next,
}: {
  readonly id: 'google' | 'github'
  readonly name: string
  readonly next: string
}) {
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  // Back from there, the browser may show this page as it was left.
  useEffect(() => {
    const rest = ({ persisted }: PageTransitionEvent) => persisted && setIsBusy(false)
    window.addEventListener('pageshow', rest)
    return () => window.removeEventListener('pageshow', rest)
  }, [])
  const go = async () => {
    setIsBusy(true)
    const answer = await postAuth(`signin/${id}`, { next })
    if ('url' in answer) return window.location.assign(answer.url)
    setProblem(answer.problem)
    setIsBusy(false)
  }
  return (
    <>
      <Button size="lg" onClick={go} isBusy={isBusy} busyLabel={`Going to ${name}`}>
        Continue with {name}
      </Button>
      {problem && <Notice tone="bad">{problem}</Notice>}
    </>
  )
}
