import { light } from '../_theme'
import { Columns } from './columns'

export type Figure = { readonly value: string; readonly label: string }

/** Two or three numbers that say it at a glance. In plain text each is a line: "12 clips made". */
export function Figures({ figures }: { readonly figures: readonly Figure[] }) {
  return (
    <Columns style={{ margin: '4px 0 20px' }}>
      {figures.map(({ value, label }, index) => (
        <td
          key={label}
          width={`${Math.floor(100 / figures.length)}%`}
          className="stack figure border-line"
          style={{
            padding: index === 0 ? '2px 10px 2px 0' : '2px 10px 2px 14px',
            borderLeft: index === 0 ? 'none' : `1px solid ${light('line')}`,
            verticalAlign: 'top',
          }}
        >
          <p className="tight" style={{ margin: 0 }}>
            <span
              className="ink"
              style={{
                display: 'block',
                fontSize: 26,
                lineHeight: '32px',
                fontWeight: 700,
                letterSpacing: '-0.02em',
                color: light('ink'),
              }}
            >
              {value}
            </span>{' '}
            <span
              className="faint"
              style={{ display: 'block', fontSize: 13, lineHeight: '19px', color: light('faint') }}
            >
              {label}
            </span>
          </p>
        </td>
      ))}
    </Columns>
  )
}
