import { light } from '../_theme'

/** A short list whose entries are read one by one. */
export function Points({ points }: { readonly points: readonly string[] }) {
  return (
    <ul className="soft" style={{ margin: '0 0 16px', padding: '0 0 0 22px', color: light('soft') }}>
      {points.map((point) => (
        <li key={point} style={{ margin: '0 0 8px', fontSize: 16, lineHeight: '24px', wordBreak: 'break-word' }}>
          {point}
        </li>
      ))}
    </ul>
  )
}
