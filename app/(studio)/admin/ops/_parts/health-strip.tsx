import { CircleAlert, CircleCheck, CircleX } from 'lucide-react'
import { Badge, type Tone } from '@/app/_ui/badge'
import { Card } from '@/app/_ui/card'
import { milliseconds, percent, seconds } from './figures'
import type { Ops } from './types'

type Check = Ops['health']['checks'][number]

const names: Record<Check['name'], string> = {
  'postgres:responseTime': 'PostgreSQL',
  'redis:responseTime': 'Redis',
  'jobs:age': 'Work that nobody took',
  'storage:free': 'Storage, free',
  'mail:outboxAge': 'Oldest unsent mail',
  'stripe:lag': 'Stripe, behind by',
  'eventloop:delay': 'Event loop, late by',
  'pool:waiting': 'Waiting for a connection',
  'services:away': 'Outside services, away',
}

const words: Record<Check['status'], { readonly word: string; readonly tone: Tone; readonly icon: React.ReactNode }> = {
  pass: { word: 'fine', tone: 'good', icon: <CircleCheck aria-hidden="true" /> },
  warn: { word: 'look here', tone: 'warn', icon: <CircleAlert aria-hidden="true" /> },
  fail: { word: 'down', tone: 'bad', icon: <CircleX aria-hidden="true" /> },
}

const write = ({ unit, value }: Check): string => {
  switch (unit) {
    case 'ms':
      return milliseconds(value)
    case 's':
      return seconds(value)
    case 'share':
      return percent(value)
    case 'connections':
    case 'services':
      return value === null ? '–' : `${value}`
    default:
      return unit satisfies never
  }
}

/** What this web process leans on, as its background loop saw it last. */
export const HealthStrip = ({ health }: { readonly health: Ops['health'] }) => (
  <Card aria-label="Dependencies">
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-xl bg-line lg:grid-cols-3">
      {health.checks.map((check) => {
        const { word, tone, icon } = words[check.status]
        return (
          <div key={check.name} className="bg-surface p-4 last:odd:col-span-2 lg:last:odd:col-span-1">
            <dt className="flex flex-wrap items-center justify-between gap-x-2 gap-y-1 text-sm text-ink-soft">
              {names[check.name]}
              <Badge tone={check.at === null ? 'neutral' : tone} icon={check.at === null ? null : icon}>
                {check.at === null ? 'not seen yet' : word}
              </Badge>
            </dt>
            <dd className="mt-1">
              <span className="numbers text-lg">{write(check)}</span>
              {check.output && <span className="block text-sm break-words text-ink-soft">{check.output}</span>}
            </dd>
          </div>
        )
      })}
    </dl>
  </Card>
)
