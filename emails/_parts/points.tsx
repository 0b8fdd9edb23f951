import type { ReactNode } from 'react'
import { light } from '../_theme'

/** A short list whose entries are read one by one. Table cells: lists are indented differently by every client. */
export function Points({ points }: { readonly points: readonly ReactNode[] }) {
  return (
    <table role="presentation" width="100%" cellPadding={0} cellSpacing={0} style={{ margin: '0 0 16px' }}>
      <tbody>
        {points.map((point, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: drawn once, to text
          <tr key={index}>
            <td
              width={20}
              className="faint"
              style={{ width: 20, verticalAlign: 'top', fontSize: 16, lineHeight: '24px', color: light('faint') }}
            >
              –
            </td>
            <td
              className="soft"
              style={{
                padding: '0 0 8px',
                verticalAlign: 'top',
                fontSize: 16,
                lineHeight: '24px',
                color: light('soft'),
              }}
            >
              {point}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
