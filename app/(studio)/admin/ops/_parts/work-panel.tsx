import { Table } from '@/app/_ui/table'
import { CountTable } from './count-table'
import { rate, seconds, times } from './figures'
import { LineChart } from './line-chart'
import { NothingYet, Panel, PanelBody, PanelTable } from './panel'
import type { Ops } from './types'

export const WorkPanel = ({ ops: { work, window } }: { readonly ops: Ops }) => (
  <Panel
    title="Work"
    note={
      work.renderCount === 0
        ? 'No clip was rendered in this window'
        : `${work.renderCount} rendered, 95 % within ${seconds(work.renderP95S)}`
    }
  >
    <PanelBody className="md:grid-cols-2">
      <LineChart
        title="Waiting"
        window={window}
        write={rate}
        least={5}
        lines={[{ label: 'pieces of work', trend: work.depth, tone: 'accent' }]}
      />
      <LineChart
        title="Oldest that waits"
        window={window}
        write={seconds}
        least={60}
        lines={[{ label: 'project or render', trend: work.oldestS, tone: 'warn' }]}
      />
      <LineChart
        title="Render speed, × real time"
        window={window}
        write={times}
        least={1}
        className="md:col-span-2"
        lines={[{ label: 'median', trend: work.renderSpeedTrend, tone: 'good' }]}
      />
    </PanelBody>
    <PanelTable title="Queues">
      <Table
        caption="Work by queue"
        rows={work.queues}
        rowKey={({ queue }) => queue}
        empty={<NothingYet>No process has looked yet.</NothingYet>}
        columns={[
          { key: 'queue', header: 'Queue', cell: ({ queue }) => queue },
          {
            key: 'states',
            header: 'Now',
            cell: ({ states }) => (
              <span className="numbers">{states.map(({ state, count }) => `${count} ${state}`).join(', ')}</span>
            ),
          },
          {
            key: 'oldest',
            header: 'Oldest waits',
            align: 'right',
            cell: ({ oldestS }) => <span className="numbers">{seconds(oldestS)}</span>,
          },
        ]}
      />
    </PanelTable>
    <PanelTable title="ffmpeg, what went wrong">
      <CountTable
        caption="Failures of ffmpeg and ffprobe by class"
        columns={[
          ['why', 'Class'],
          ['program', 'Program'],
          ['code', 'Exit'],
        ]}
        rows={work.failures}
        empty="Every run ended well in this window."
      />
    </PanelTable>
  </Panel>
)
