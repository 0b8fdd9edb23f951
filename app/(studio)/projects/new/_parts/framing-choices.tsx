import type { ProjectSettings } from '@/server/projects/schemas'

const Person = ({ x }: { readonly x: number }) => (
  <g fill="var(--on-stage-soft)" opacity="0.6">
    <circle cx={x} cy="22" r="6" />
    <path d={`M${x - 11} 54V44a11 11 0 0 1 22 0v10z`} />
  </g>
)

const Window = ({
  x,
  y,
  width,
  height,
}: {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}) => (
  <rect
    x={x}
    y={y}
    width={width}
    height={height}
    rx="2"
    fill="var(--accent)"
    fillOpacity="0.14"
    stroke="var(--accent)"
    strokeWidth="2"
  />
)

const Picture = ({ children }: { readonly children: React.ReactNode }) => (
  <svg viewBox="0 0 96 54" className="my-3 w-28 rounded-sm bg-stage" aria-hidden="true">
    <Person x={28} />
    <Person x={68} />
    {children}
  </svg>
)

export const framingChoices: readonly {
  readonly value: ProjectSettings['framing']
  readonly label: string
  readonly note: string
  readonly drawing: React.ReactNode
}[] = [
  {
    value: 'auto',
    label: 'Auto',
    note: 'Each shot as suits it',
    drawing: (
      <Picture>
        <Window x={13} y={12} width={30} height={41} />
        <Window x={53} y={12} width={30} height={41} />
      </Picture>
    ),
  },
  {
    value: 'focus',
    label: 'Focus',
    note: 'Close on who speaks',
    drawing: (
      <Picture>
        <Window x={13} y={1} width={30} height={52} />
      </Picture>
    ),
  },
  {
    value: 'fit',
    label: 'Fit',
    note: 'The whole picture',
    drawing: (
      <Picture>
        <Window x={1} y={1} width={94} height={52} />
      </Picture>
    ),
  },
]
