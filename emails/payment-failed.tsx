import { formatDay, formatMoney, type Reader } from './_format'
import { Facts } from './_parts/facts'
import { Letter } from './_parts/letter'
import { Action, Paragraph, Small, State, Title } from './_parts/words'
import { sampleReader } from './_sample'
import type { Template } from './_template'

export type PaymentFailedProps = Reader & {
  readonly workspaceName: string
  readonly planName: string
  readonly amountMinor: number
  /** ISO 4217. */
  readonly currency: string
  /** "Visa ending in 4242" */
  readonly method: string
  /** What the bank said, in plain words: "The card has expired." */
  readonly reason: string
  /** When it is tried again; null: this was the last time. */
  readonly retryAt: Date | null
  /** Until when the plan goes on as it is. */
  readonly planUntil: Date
  readonly billingUrl: string
}

export const paymentFailed: Template<PaymentFailedProps> = {
  subject: ({ planName, retryAt }) =>
    retryAt === null
      ? `Your ${planName} plan ends: the payment did not go through`
      : `The payment for ${planName} did not go through`,
  Body: (props) => (
    <Letter
      preview={`${props.reason} Your plan goes on until ${formatDay(props.planUntil, props)}.`}
      footer={`You got this mail because you pay for ${props.workspaceName} on ClipForge.`}
    >
      <State tone="bad">Not paid</State>
      <Title>The payment did not go through</Title>
      <Paragraph color="ink">{props.reason}</Paragraph>
      <Paragraph>
        {props.retryAt === null
          ? 'This was the last try. '
          : `We try again on ${formatDay(props.retryAt, props)}; you can also put it right now. `}
        {props.planName} goes on until {formatDay(props.planUntil, props)}. After that {props.workspaceName} is on Free,
        and everything made so far stays.
      </Paragraph>
      <Facts
        facts={[
          { label: 'Amount', value: formatMoney(props.amountMinor, props.currency, props) },
          { label: 'With', value: props.method },
        ]}
      />
      <Action href={props.billingUrl}>Check the payment method</Action>
      <Small>Nothing was charged. If you have already put it right, there is nothing more to do.</Small>
    </Letter>
  ),
  samples: (at) => {
    const base = {
      ...sampleReader,
      workspaceName: 'Night Shift Podcast',
      planName: 'Pro',
      amountMinor: 3_480,
      currency: 'EUR',
      method: 'Visa ending in 4242',
      reason: 'The card has expired.',
      retryAt: new Date('2026-12-05T09:00:00Z'),
      planUntil: new Date('2026-12-16T09:00:00Z'),
      billingUrl: at('/settings/billing'),
    }
    return {
      'first try': base,
      'last try': { ...base, reason: 'The bank declined the payment without saying why.', retryAt: null },
    }
  },
}
