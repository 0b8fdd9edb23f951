/** A word for each check of /health; one that is missing was not looked at yet. */
export type HealthWords = Readonly<Record<string, string>>

export type PartState = 'working' | 'slow' | 'down' | 'unknown'

export type StatusPart = {
  readonly name: string
  readonly what: string
  readonly state: PartState
  readonly words: string
}

type Part = {
  readonly name: string
  readonly what: string
  readonly checks: readonly string[]
  readonly slow: string
  readonly down: string
}

/** What people use, and which checks it stands on. Redis is in none: without it everything works, a little slower. */
const parts: readonly Part[] = [
  {
    name: 'Site and sign-in',
    what: 'Pages, projects, settings',
    checks: ['postgres:responseTime', 'pool:waiting', 'eventloop:delay'],
    slow: 'Slower than usual',
    down: 'Not available',
  },
  {
    name: 'Making clips',
    what: 'Analysis and renders',
    checks: ['jobs:age'],
    slow: 'Delayed: what you start waits for its turn',
    down: 'Stopped: what you start waits',
  },
  {
    name: 'Speech and suggestions',
    what: 'Words and moments',
    checks: ['services:away'],
    slow: 'Less well than usual: something else stands in',
    down: 'Less well than usual: something else stands in',
  },
  {
    name: 'Uploads and playback',
    what: 'Videos in, clips out',
    checks: ['storage:free'],
    slow: 'Room runs low: large uploads may be refused',
    down: 'Not available',
  },
  {
    name: 'Mail',
    what: 'Sign-in links, notices',
    checks: ['mail:outboxAge'],
    slow: 'Delayed',
    down: 'Delayed',
  },
]

const stateOf = (checks: readonly string[], words: HealthWords): PartState => {
  const seen = checks.flatMap((check) => words[check] ?? [])
  if (seen.length === 0) return 'unknown'
  if (seen.includes('fail')) return 'down'
  return seen.includes('warn') ? 'slow' : 'working'
}

export const describeStatus = (
  words: HealthWords,
): { readonly title: string; readonly state: PartState; readonly parts: readonly StatusPart[] } => {
  const described = parts.map(({ name, what, checks, slow, down }): StatusPart => {
    const state = stateOf(checks, words)
    const said = { working: 'Works', slow, down, unknown: 'Not looked at yet' }
    return { name, what, state, words: said[state] }
  })
  const worst = (['down', 'slow', 'unknown', 'working'] as const).find((state) =>
    described.some((part) => part.state === state),
  )
  const titles = {
    down: 'Something does not work right now',
    slow: 'Something is slower than it should be',
    working: 'Everything works',
    unknown: 'We are still looking',
  }
  return { title: titles[worst ?? 'unknown'], state: worst ?? 'unknown', parts: described }
}

/** The words in the body of /health; null for anything else. */
export const readHealthBody = (body: unknown): HealthWords | null => {
  if (!isRecord(body) || !isRecord(body.checks)) return null
  return Object.fromEntries(
    Object.entries(body.checks).flatMap(([name, list]) => {
      const first: unknown = Array.isArray(list) ? list[0] : undefined
      return isRecord(first) && typeof first.status === 'string' && 'time' in first ? [[name, first.status]] : []
    }),
  )
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
