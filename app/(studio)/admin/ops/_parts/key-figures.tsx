import { Card } from '@/app/_ui/card'
import { formatBytes } from '@/app/_ui/format'
import { latest, milliseconds, percent, rate, seconds, times } from './figures'
import { Sparkline } from './sparkline'
import type { Ops, Trend } from './types'

/** Six figures that say whether to read on. */
export function KeyFigures({ ops }: { readonly ops: Ops }) {
  const { traffic, work, stores, refused } = ops
  const oldestS = Math.max(0, ...work.queues.filter(({ queue }) => queue !== 'uploads').map((queue) => queue.oldestS))
  const figures: readonly { label: string; value: string; note: string; trend?: Trend }[] = [
    {
      label: 'Requests a second',
      value: rate(latest(traffic.perSecond)),
      note: `${traffic.inflight} in work now`,
      trend: traffic.perSecond,
    },
    {
      label: 'Server errors',
      value: percent(traffic.count === 0 ? null : traffic.errorCount / traffic.count),
      note: `${traffic.errorCount} of ${traffic.count}`,
      trend: traffic.errorsPerSecond,
    },
    {
      label: '95 % answered within',
      value: milliseconds(traffic.overallP95Ms),
      note: 'in this window',
      trend: traffic.p95Ms,
    },
    {
      label: 'Work waiting',
      value: rate(latest(work.depth)),
      note: oldestS > 0 ? `the oldest since ${seconds(oldestS)}` : 'nothing waits long',
      trend: work.depth,
    },
    {
      label: 'Turned away',
      value: `${refused.shedCount + refused.limitedCount}`,
      note: `${refused.shedCount} busy (503), ${refused.limitedCount} limited (429)`,
      trend: refused.limitedPerSecond.map((value, at) =>
        value === null ? null : value + (refused.shedPerSecond[at] ?? 0),
      ),
    },
    {
      label: 'Render speed',
      value: times(work.renderSpeed),
      note: stores.freeBytes === null ? 'of real time' : `${formatBytes(stores.freeBytes)} free for clips`,
      trend: work.renderSpeedTrend,
    },
  ]
  return (
    <ul className="grid grid-cols-2 gap-4 lg:grid-cols-3 2xl:grid-cols-6">
      {figures.map(({ label, value, note, trend }) => (
        <li key={label}>
          <Card className="flex h-full flex-col p-4">
            <h2 className="text-sm text-ink-soft">{label}</h2>
            <p className="numbers mt-1 text-2xl">{value}</p>
            <p className="text-sm text-ink-faint">{note}</p>
            {trend && <Sparkline trend={trend} className="mt-auto h-8 w-full pt-2" />}
          </Card>
        </li>
      ))}
    </ul>
  )
}
