import { formatDate, formatDays, formatMoney, type Reader } from './_format'
import { Facts } from './_parts/facts'
import { Letter } from './_parts/letter'
import { Action, Paragraph, Small, State, TextLink, Title } from './_parts/words'
import { sampleReader } from './_sample'
import type { Template } from './_template'

export type PaymentReceiptProps = Reader & {
  /** Of the invoice, as the tax office knows it. */
  readonly number: string
  readonly workspaceName: string
  readonly paidAt: Date
  readonly lines: readonly { readonly label: string; readonly amountMinor: number }[]
  /** null: none is due or shown. */
  readonly tax: { readonly label: string; readonly amountMinor: number } | null
  readonly totalMinor: number
  /** ISO 4217; amounts are in its smallest unit. */
  readonly currency: string
  /** "Visa ending in 4242" */
  readonly method: string
  /** What was paid for; null for a single purchase. */
  readonly period: { readonly from: Date; readonly to: Date } | null
  /** The invoice as a file. */
  readonly invoiceUrl: string
  readonly billingUrl: string
}

export const paymentReceipt: Template<PaymentReceiptProps> = {
  subject: ({ number, totalMinor, currency, ...props }) =>
    `Receipt ${number}: ${formatMoney(totalMinor, currency, props)} to ClipForge`,
  Body: (props) => {
    const money = (amountMinor: number) => formatMoney(amountMinor, props.currency, props)
    return (
      <Letter
        preview={`Paid on ${formatDate(props.paidAt, props)} with ${props.method}.`}
        footer={`You got this mail because you pay for ${props.workspaceName} on ClipForge. Keep it for your records.`}
      >
        <State tone="good">Paid</State>
        <Title>{money(props.totalMinor)}, thank you</Title>
        <Paragraph>For {props.workspaceName}.</Paragraph>
        <Facts
          facts={[
            ...props.lines.map(({ label, amountMinor }) => ({ label, value: money(amountMinor) })),
            ...(props.tax === null ? [] : [{ label: props.tax.label, value: money(props.tax.amountMinor) }]),
            { label: 'Total', value: money(props.totalMinor), isTotal: true },
          ]}
        />
        <Facts
          facts={[
            { label: 'Receipt', value: props.number },
            { label: 'Paid on', value: formatDate(props.paidAt, props) },
            { label: 'With', value: props.method },
            ...(props.period === null
              ? []
              : [{ label: 'For the time', value: formatDays(props.period.from, props.period.to, props) }]),
          ]}
        />
        <Action href={props.invoiceUrl}>Get the invoice</Action>
        <Small>
          Company name, address, card or plan change in{' '}
          <TextLink href={props.billingUrl}>the billing settings</TextLink>.
        </Small>
      </Letter>
    )
  },
  samples: (at) => {
    const base = {
      ...sampleReader,
      number: 'CF-2026-0042',
      workspaceName: 'Night Shift Podcast',
      paidAt: new Date('2026-12-02T09:00:00Z'),
      lines: [{ label: 'Pro, one month', amountMinor: 2_900 }],
      tax: { label: 'VAT 20%', amountMinor: 580 },
      totalMinor: 3_480,
      currency: 'EUR',
      method: 'Visa ending in 4242',
      period: { from: new Date('2026-12-02T09:00:00Z'), to: new Date('2027-01-01T09:00:00Z') },
      invoiceUrl: at('/settings/billing/invoices/sample'),
      billingUrl: at('/settings/billing'),
    }
    return {
      'a month of Pro': base,
      'yen, no tax, several lines': {
        ...base,
        locale: 'ja-JP',
        timeZone: 'Asia/Tokyo',
        lines: [
          { label: 'Pro, one month', amountMinor: 4_300 },
          { label: 'Credit for 12 unused days of Starter', amountMinor: -640 },
        ],
        tax: null,
        totalMinor: 3_660,
        currency: 'JPY',
        period: null,
      },
      'a year of Business, in Germany': {
        ...base,
        locale: 'de-DE',
        lines: [{ label: 'Business, one year', amountMinor: 118_800 }],
        tax: { label: 'USt. 19%', amountMinor: 22_572 },
        totalMinor: 141_372,
        method: 'SEPA debit ending in 3000',
      },
    }
  },
}
