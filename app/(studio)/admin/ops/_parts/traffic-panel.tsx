import { CountTable } from './count-table'
import { milliseconds, rate } from './figures'
import { LineChart } from './line-chart'
import { Panel, PanelBody, PanelTable } from './panel'
import { RateTable } from './rate-table'
import type { Ops } from './types'

export const TrafficPanel = ({ ops: { traffic, refused, routes, procedures, window } }: { readonly ops: Ops }) => (
  <Panel title="Traffic">
    <PanelBody className="lg:grid-cols-2">
      <LineChart
        title="Requests a second"
        window={window}
        write={rate}
        least={1}
        lines={[
          { label: 'answered', trend: traffic.perSecond, tone: 'accent' },
          { label: 'server errors', trend: traffic.errorsPerSecond, tone: 'bad', dash: '5 4' },
        ]}
      />
      <LineChart
        title="Time to answer"
        window={window}
        write={milliseconds}
        least={10}
        lines={[
          { label: 'p50', trend: traffic.p50Ms, tone: 'soft' },
          { label: 'p95', trend: traffic.p95Ms, tone: 'accent', dash: '6 3' },
          { label: 'p99', trend: traffic.p99Ms, tone: 'warn', dash: '2 4' },
        ]}
      />
    </PanelBody>
    <PanelTable title="By route">
      <RateTable caption="Rate, errors and durations by route" header="Route" rows={routes} />
    </PanelTable>
    <PanelTable title="By procedure">
      <RateTable caption="Rate, errors and durations by procedure" header="Procedure" rows={procedures} />
    </PanelTable>
    <div className="grid border-t border-line lg:grid-cols-2 lg:divide-x lg:divide-line">
      <div className="p-5">
        <LineChart
          title="Turned away, a second"
          window={window}
          write={rate}
          least={1}
          lines={[
            { label: 'busy (503)', trend: refused.shedPerSecond, tone: 'bad' },
            { label: 'over a limit (429)', trend: refused.limitedPerSecond, tone: 'warn', dash: '5 4' },
          ]}
        />
        {refused.isDegraded && (
          <p className="mt-2 text-sm text-warn">Redis is away: each process counts limits for itself.</p>
        )}
      </div>
      <div>
        <PanelTable title="Why">
          <CountTable
            caption="Requests turned away, by reason"
            columns={[['why', 'Reason']]}
            empty="Nobody was turned away in this window."
            rows={[
              ...refused.shed.map(({ labels, count }) => ({
                labels: { why: `busy: ${labels.reason}, priority ${labels.prio.replace('P', '')}` },
                count,
              })),
              ...refused.limited.map(({ labels, count }) => ({ labels: { why: `limit: ${labels.policy}` }, count })),
            ]}
          />
        </PanelTable>
      </div>
    </div>
  </Panel>
)
