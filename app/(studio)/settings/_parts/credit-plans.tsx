import { formatCount } from '@/app/_ui/format'
import { Table } from '@/app/_ui/table'
import { Section } from './section'

type Plan = {
  readonly id: string
  readonly name: string
  readonly creditsPerMonth: number
  readonly hasWatermark: boolean
}

export const CreditPlans = ({ plans }: { readonly plans: readonly Plan[] }) => (
  <Section title="Plans" description="What each gives a month. Plans can’t be bought yet." isFlush>
    <Table
      caption="Plans"
      rows={plans}
      rowKey={({ id }) => id}
      columns={[
        { key: 'name', header: 'Plan', cell: ({ name }) => <span className="font-medium">{name}</span> },
        {
          key: 'credits',
          header: 'Credits a month',
          align: 'right',
          cell: ({ creditsPerMonth }) => <span className="numbers">{formatCount(creditsPerMonth)}</span>,
        },
        {
          key: 'mark',
          header: 'Mark on clips',
          align: 'right',
          cell: ({ hasWatermark }) => (hasWatermark ? 'A small one' : 'None'),
        },
      ]}
    />
  </Section>
)
