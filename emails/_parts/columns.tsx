import type { CSSProperties, ReactNode } from 'react'

/** Cells side by side, in a table that is no table to whoever has it read aloud: mail programs know no other columns. */
export const Columns = ({
  style,
  isInText = true,
  children,
}: {
  readonly style: CSSProperties
  /** Whether plain text has it too, as a paragraph of its own. */
  readonly isInText?: boolean
  readonly children: ReactNode
}) => (
  <table
    {...(isInText ? { className: 'block' } : { 'data-skip-in-text': true })}
    role="presentation"
    width="100%"
    cellPadding={0}
    cellSpacing={0}
    style={style}
  >
    <tbody>
      <tr>{children}</tr>
    </tbody>
  </table>
)
