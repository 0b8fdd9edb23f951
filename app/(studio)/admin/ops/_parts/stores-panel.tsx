import { formatBytes } from '@/app/_ui/format'
import { Table } from '@/app/_ui/table'
import { CountTable } from './count-table'
import { milliseconds, rate } from './figures'
import { LineChart } from './line-chart'
import { NothingYet, Panel, PanelBody, PanelTable } from './panel'
import type { Ops } from './types'

const bytes = (value: number | null): string => (value === null ? '–' : formatBytes(value))

export function StoresPanel({ ops: { stores, processes, window } }: { readonly ops: Ops }) {
  const nameOf = (id: string): string => {
    const process = processes.find((each) => each.id === id)
    return process === undefined ? 'ended' : `${process.role} ${process.pid}`
  }
  return (
    <Panel title="Databases" note={`${stores.slowCount} slow statements in this window`}>
      <PanelBody>
        <LineChart
          title="Waiting for a connection"
          window={window}
          write={rate}
          least={5}
          lines={[{ label: 'requests', trend: stores.waiting, tone: 'bad' }]}
        />
        <LineChart
          title="Time to answer, 95 %"
          window={window}
          write={milliseconds}
          least={10}
          lines={[
            { label: 'PostgreSQL', trend: stores.queryP95Ms, tone: 'accent' },
            { label: 'Redis', trend: stores.redisP95Ms, tone: 'soft', dash: '5 4' },
          ]}
        />
      </PanelBody>
      <PanelTable title="Connections to PostgreSQL">
        <Table
          caption="Connections by process"
          rows={stores.pools}
          rowKey={({ process, pool }) => `${process} ${pool}`}
          empty={<NothingYet>No process has looked yet.</NothingYet>}
          columns={[
            { key: 'process', header: 'Process', cell: ({ process, pool }) => `${nameOf(process)}, ${pool}` },
            ...(['total', 'idle', 'waiting'] as const).map((key) => ({
              key,
              header: { total: 'Open', idle: 'Idle', waiting: 'Waiting' }[key],
              align: 'right' as const,
              cell: (pool: Ops['stores']['pools'][number]) => <span className="numbers">{pool[key]}</span>,
            })),
          ]}
        />
      </PanelTable>
    </Panel>
  )
}

export const UploadsPanel = ({ ops: { uploads, stores, window } }: { readonly ops: Ops }) => (
  <Panel title="Uploads and storage" note={`${uploads.inFlight} on their way`}>
    <PanelBody>
      <LineChart
        title="Taken in, a second"
        window={window}
        write={bytes}
        least={1_000_000}
        lines={[{ label: 'bytes', trend: uploads.bytesPerSecond, tone: 'accent' }]}
      />
      <dl className="grid grid-cols-3 gap-4">
        {(
          [
            ['Used', stores.usedBytes],
            ['Free', stores.freeBytes],
            ['Orphaned, last sweep', stores.orphanBytes],
          ] as const
        ).map(([label, value]) => (
          <div key={label}>
            <dt className="text-sm text-ink-soft">{label}</dt>
            <dd className="numbers text-lg">{bytes(value)}</dd>
          </div>
        ))}
      </dl>
    </PanelBody>
    <PanelTable title="What became of them">
      <CountTable
        caption="Uploads by outcome"
        columns={[['outcome', 'Outcome']]}
        rows={uploads.outcomes}
        empty="Nobody uploaded anything in this window."
      />
    </PanelTable>
  </Panel>
)
