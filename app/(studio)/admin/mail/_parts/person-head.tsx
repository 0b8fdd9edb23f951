import { Badge } from '@/app/_ui/badge'
import { Card } from '@/app/_ui/card'
import { LinkButton } from '@/app/_ui/link-button'
import { Notice } from '@/app/_ui/notice'
import { formatDay, formatMoment } from '../../../settings/_parts/format-day'
import type { PersonMail } from './types'

const kinds = {
  onboarding: 'getting started',
  trial: 'the trial',
  summary: 'the weekly summary',
  inactivity: 'reminders',
} as const

/** Who reads the address, and what stands between them and their mail. */
export function PersonHead({
  log: { address, person, suppression },
  timeZone,
}: {
  readonly log: PersonMail
  readonly timeZone: string
}) {
  return (
    <Card className="grid gap-4 p-5">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h2 className="text-lg font-semibold break-all">{address}</h2>
          <p className="mt-0.5 text-ink-soft">
            {person === null
              ? 'Nobody has an account under this address.'
              : `${person.name ?? 'No name'} · since ${formatDay(person.createdAt, timeZone)} · last here ${formatMoment(person.lastSeenAt, timeZone)}`}
          </p>
          {person !== null && (
            <p className="text-sm text-ink-faint">
              Reads by the clock of {person.timeZone.replaceAll('_', ' ')}, figures as in {person.locale}
            </p>
          )}
        </div>
        {person !== null && (
          <LinkButton size="sm" href={`/admin/mail/templates?person=${person.id}`}>
            See letters with their data
          </LinkButton>
        )}
      </div>
      {person !== null && person.unwanted.length > 0 && (
        <p className="flex flex-wrap items-center gap-1.5 text-sm text-ink-soft">
          Does not want mail about
          {person.unwanted.map((category) => (
            <Badge key={category}>{kinds[category]}</Badge>
          ))}
        </p>
      )}
      {suppression !== null && (
        <Notice
          tone="bad"
          title={
            suppression.reason === 'bounced' ? 'Mail to this address came back' : 'Mail to this address was called junk'
          }
        >
          Since {formatMoment(suppression.createdAt, timeZone)} nothing but sign-in links is sent there.
          {suppression.reason === 'bounced' && ' It ends by itself when a sign-in link arrives.'}
        </Notice>
      )}
    </Card>
  )
}
