import { light } from '../_theme'

export type Fact = { readonly label: string; readonly value: string; readonly isTotal?: boolean }

/** Label at the left, value at the right: what a receipt or a change of plan says. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <table
      role="presentation"
      width="100%"
      cellPadding={0}
      cellSpacing={0}
      className="block border-line"
      style={{ margin: '4px 0 20px', borderTop: `1px solid ${light('line')}` }}
    >
      <tbody>
        {facts.map(({ label, value, isTotal }) => (
          <tr key={label} className="fact">
            <td
              className="border-line faint"
              style={{
                padding: '11px 16px 11px 0',
                borderBottom: `1px solid ${light('line')}`,
                verticalAlign: 'top',
                fontSize: 15,
                lineHeight: '22px',
                color: light('faint'),
              }}
            >
              {label}
            </td>
            <td
              align="right"
              className="border-line ink"
              style={{
                padding: '11px 0',
                borderBottom: `1px solid ${light('line')}`,
                verticalAlign: 'top',
                textAlign: 'right',
                fontSize: isTotal ? 18 : 15,
                lineHeight: '22px',
                fontWeight: isTotal ? 700 : 500,
                // An amount or a day stays whole; a file name may be longer than a phone is wide.
                ...(value.length <= 18 ? { whiteSpace: 'nowrap' } : { wordBreak: 'break-word' }),
                color: light('ink'),
              }}
            >
              {value}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
