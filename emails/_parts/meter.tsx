import { type ColorName, light } from '../_theme'
import { Columns } from './columns'

/** A share as a bar. Plain text has the numbers beside it instead. */
export function Meter({ share, tone }: { readonly share: number; readonly tone: Extract<ColorName, 'warn' | 'bad'> }) {
  const percent = Math.max(2, Math.min(100, Math.round(share * 100)))
  const cell = (name: ColorName, radius: string) => ({
    height: 10,
    borderRadius: radius,
    backgroundColor: light(name),
    fontSize: 0,
    lineHeight: 0,
  })
  return (
    <Columns isInText={false} style={{ margin: '4px 0 16px' }}>
      <td width={`${percent}%`} className={`bg-${tone}`} style={cell(tone, percent === 100 ? '5px' : '5px 0 0 5px')}>
        {'\u00a0'}
      </td>
      {percent < 100 && (
        <td className="bg-line" style={cell('line', '0 5px 5px 0')}>
          {'\u00a0'}
        </td>
      )}
    </Columns>
  )
}
