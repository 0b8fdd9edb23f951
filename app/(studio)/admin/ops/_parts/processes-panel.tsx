import { formatAgo, formatBytes } from '@/app/_ui/format'
import { Table } from '@/app/_ui/table'
import { CountTable } from './count-table'
import { percent } from './figures'
import { NothingYet, Panel, PanelTable } from './panel'
import { Sparkline } from './sparkline'
import type { Ops } from './types'

const number = (text: string) => <span className="numbers">{text}</span>

export const ProcessesPanel = ({ ops: { processes, faults, takenAt } }: { readonly ops: Ops }) => (
  <Panel title="Processes">
    <div className="pt-2">
      <Table
        caption="Processes that speak"
        rows={processes}
        rowKey={({ id }) => id}
        empty={<NothingYet>None has spoken within the last minute.</NothingYet>}
        columns={[
          {
            key: 'role',
            header: 'Process',
            cell: ({ role, pid, host, version, startedAtMs }) => (
              <>
                {role} {number(`${pid}`)}
                <span className="block text-sm text-ink-faint">
                  {host}, {version}, started {formatAgo(new Date(startedAtMs), takenAt)}
                </span>
              </>
            ),
          },
          {
            key: 'trend',
            header: 'Memory over time',
            isWideOnly: true,
            cell: ({ memory }) => <Sparkline trend={memory} className="h-5 w-24" />,
          },
          { key: 'memory', header: 'Memory', align: 'right', cell: ({ rssBytes }) => number(formatBytes(rssBytes)) },
          { key: 'cpu', header: 'Core', align: 'right', cell: ({ cpuShare }) => number(percent(cpuShare)) },
          {
            key: 'loop',
            header: 'Loop busy',
            align: 'right',
            isWideOnly: true,
            cell: ({ loopShare }) => number(percent(loopShare)),
          },
        ]}
      />
    </div>
    <PanelTable title="Faults nobody foresaw">
      <CountTable
        caption="Faults by place"
        columns={[['where', 'Where']]}
        rows={faults}
        empty="None in this window. The log has each with its request’s id."
      />
    </PanelTable>
  </Panel>
)
