import { CountTable } from './count-table'
import { rate, seconds } from './figures'
import { LineChart } from './line-chart'
import { Panel, PanelBody, PanelTable } from './panel'
import type { Ops } from './types'

export const MailPanel = ({ ops: { mail, webhooks, window } }: { readonly ops: Ops }) => (
  <Panel
    title="Mail and webhooks"
    note={[
      ...mail.outcomes.map(({ labels, count }) => `${count} ${labels.outcome}`),
      `oldest unsent: ${seconds(mail.outboxAgeS)}`,
    ].join(', ')}
  >
    <PanelBody>
      <LineChart
        title="Mail sent, a second"
        window={window}
        write={rate}
        least={1}
        lines={[{ label: 'letters', trend: mail.sentPerSecond, tone: 'accent' }]}
      />
    </PanelBody>
    <PanelTable title="Letters">
      <CountTable
        caption="Letters by template and outcome"
        columns={[
          ['template', 'Template'],
          ['outcome', 'Outcome'],
        ]}
        rows={mail.templates}
        empty="No letter was due in this window."
      />
    </PanelTable>
    <PanelTable title={`Webhooks${webhooks.lagP95S === null ? '' : `, 95 % within ${seconds(webhooks.lagP95S)}`}`}>
      <CountTable
        caption="Webhooks by source and outcome"
        columns={[
          ['src', 'From'],
          ['outcome', 'Outcome'],
        ]}
        rows={webhooks.outcomes}
        empty="No webhook came in this window."
      />
    </PanelTable>
  </Panel>
)
