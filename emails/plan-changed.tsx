import { countOf, formatDay, formatMoney, formatNumber, type Reader } from './_format'
import { Facts } from './_parts/facts'
import { Letter } from './_parts/letter'
import { Action, Paragraph, Small, Title } from './_parts/words'
import { sampleReader } from './_sample'
import type { Template } from './_template'

type MailPlan = { readonly name: string; readonly creditsPerMonth: number; readonly hasWatermark: boolean }

export type PlanChangedProps = Reader & {
  /** `cancelled`: it ends with what is paid for; `resumed`: that was taken back. */
  readonly change: 'upgraded' | 'downgraded' | 'cancelled' | 'resumed'
  readonly workspaceName: string
  readonly from: MailPlan
  readonly to: MailPlan
  readonly effectiveAt: Date
  /** Whether that is now. */
  readonly isInForce: boolean
  /** Of the plan it is or will be; null: free of charge. */
  readonly price: {
    readonly amountMinor: number
    readonly currency: string
    readonly per: 'month' | 'year'
  } | null
  /** Given at once. */
  readonly creditsAdded: number
  readonly billingUrl: string
}

export const planChanged: Template<PlanChangedProps> = {
  subject: (props) => {
    const { change, from, to, workspaceName } = props
    switch (change) {
      case 'upgraded':
        return `${workspaceName} is on ${to.name} now`
      case 'downgraded':
        return props.isInForce
          ? `${workspaceName} is on ${to.name} now`
          : `${workspaceName} goes over to ${to.name} on ${formatDay(props.effectiveAt, props)}`
      case 'cancelled':
        return `${from.name} is cancelled and runs until ${formatDay(props.effectiveAt, props)}`
      case 'resumed':
        return `${to.name} goes on`
    }
  },
  Body: (props) => {
    const { to, price, creditsAdded } = props
    return (
      <Letter
        preview={`${countOf(to.creditsPerMonth, 'credit', 'credits', props)} a month${to.hasWatermark ? ', with a mark on new clips' : ', and no mark on your clips'}.`}
        footer={`You got this mail because you look after the plan of ${props.workspaceName} on ClipForge.`}
      >
        <Title>{titleOf(props)}</Title>
        <Paragraph>{sentenceOf(props)}</Paragraph>
        <Facts
          facts={[
            { label: 'Plan', value: to.name, isTotal: true },
            { label: 'Credits a month', value: formatNumber(to.creditsPerMonth, props) },
            { label: 'Mark on new clips', value: to.hasWatermark ? 'A small “ClipForge”' : 'None' },
            {
              label: 'Price',
              value:
                price === null
                  ? 'Free of charge'
                  : `${formatMoney(price.amountMinor, price.currency, props)} a ${price.per}`,
            },
          ]}
        />
        <Action href={props.billingUrl}>Open the billing settings</Action>
        <Small>
          {creditsAdded > 0 &&
            `${countOf(creditsAdded, 'credit was', 'credits were', props)} added to the balance just now. `}
          If this was not you or somebody you work with, answer this mail.
        </Small>
      </Letter>
    )
  },
  samples: (at) => {
    const [free, starter, pro] = [
      { name: 'Free', creditsPerMonth: 60, hasWatermark: true },
      { name: 'Starter', creditsPerMonth: 150, hasWatermark: false },
      { name: 'Pro', creditsPerMonth: 300, hasWatermark: false },
    ] as const
    const base = {
      ...sampleReader,
      workspaceName: 'Night Shift Podcast',
      effectiveAt: new Date('2026-12-16T09:00:00Z'),
      isInForce: false,
      creditsAdded: 0,
      billingUrl: at('/settings/billing'),
    }
    return {
      upgraded: {
        ...base,
        change: 'upgraded',
        from: free,
        to: pro,
        isInForce: true,
        price: { amountMinor: 2_900, currency: 'EUR', per: 'month' },
        creditsAdded: 240,
      },
      'downgraded from the next month': {
        ...base,
        change: 'downgraded',
        from: pro,
        to: starter,
        price: { amountMinor: 1_500, currency: 'USD', per: 'month' },
      },
      'ended and on Free': { ...base, change: 'downgraded', from: pro, to: free, isInForce: true, price: null },
      cancelled: { ...base, change: 'cancelled', from: pro, to: free, price: null },
      resumed: {
        ...base,
        change: 'resumed',
        from: free,
        to: pro,
        isInForce: true,
        price: { amountMinor: 27_840, currency: 'EUR', per: 'year' },
      },
    }
  },
}

const titleOf = ({ change, from, to }: PlanChangedProps): string => {
  switch (change) {
    case 'upgraded':
      return `Welcome to ${to.name}`
    case 'downgraded':
      return `From ${from.name} to ${to.name}`
    case 'cancelled':
      return `${from.name} is cancelled`
    case 'resumed':
      return `${to.name} goes on`
  }
}

const sentenceOf = (props: PlanChangedProps): string => {
  const day = formatDay(props.effectiveAt, props)
  switch (props.change) {
    case 'upgraded':
      return `${props.workspaceName} has gone from ${props.from.name} to ${props.to.name}. That is in force now.`
    case 'downgraded':
      return props.isInForce
        ? `${props.workspaceName} has gone from ${props.from.name} to ${props.to.name}. Clips that you have stay as they are.`
        : `${props.workspaceName} stays on ${props.from.name} until ${day}; what is paid for is used up. Then:`
    case 'cancelled':
      return `${props.workspaceName} keeps ${props.from.name} until ${day}, and nothing more is charged. Then Free begins, with everything you made:`
    case 'resumed':
      return `The end of the plan was taken back: ${props.workspaceName} stays on ${props.to.name}.`
  }
}
