'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import { useTRPC } from '@/app/_trpc/client'
import { Badge } from '@/app/_ui/badge'
import { DataList } from '@/app/_ui/data-list'
import { formatCount, formatPlural } from '@/app/_ui/format'
import { formatDay } from './format-day'
import { Section } from './section'
import { useMe } from './use-me'

export function CreditSummary() {
  const { user } = useMe()
  const { data } = useSuspenseQuery(useTRPC().credits.summary.queryOptions())
  const isTrial = data.trialEndsAt !== null
  return (
    <Section
      title="Credits"
      description="One for each started minute of video. They are set aside when work begins, and what was not used comes back."
      actions={
        <Badge tone={isTrial ? 'accent' : 'neutral'}>{isTrial ? `${data.plan.name} trial` : data.plan.name}</Badge>
      }
    >
      <p className="text-2xl font-semibold">
        <span className="numbers">{formatCount(data.balance)}</span>{' '}
        <span className="text-base font-normal text-ink-faint">to spend</span>
      </p>
      <DataList
        className="mt-4"
        rows={[
          ['Set aside for work under way', formatPlural(data.reserved, 'credit')],
          [
            isTrial ? 'Trial ends' : `Next ${formatPlural(data.plan.creditsPerMonth, 'credit')}`,
            formatDay(data.renewsAt, user.timeZone),
          ],
          ['Kept from month to month', `up to ${formatPlural(data.rolloverCap, 'credit')}`],
        ]}
      />
      {isTrial && (
        <p className="mt-4 text-sm text-ink-faint">
          The trial has no card behind it. When it ends you are on Free; what is left of its credits goes with it.
        </p>
      )}
    </Section>
  )
}
