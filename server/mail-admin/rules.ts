import type { MailOutcome, MailState } from '@/server/db/generated/client'

/** What became of a mail, in one word: the last that is known of it. */
export type MailStatus =
  | 'queued'
  | 'sent'
  | 'delivered'
  | 'bounced'
  | 'complained'
  | 'suppressed'
  | 'unwanted'
  | 'failed'

type Known = {
  readonly state: MailState
  readonly outcome: MailOutcome | null
  readonly failureCode: string | null
}

/** A provider's word counts for more than ours; one that it is late is no end. */
export const statusOf = ({ state, outcome, failureCode }: Known): MailStatus => {
  if (outcome !== null && outcome !== 'delayed') return outcome
  if (state !== 'failed') return state
  return failureCode === 'suppressed' || failureCode === 'unwanted' ? failureCode : 'failed'
}
