import { Check, Minus, TriangleAlert, X } from 'lucide-react'
import { Badge } from './badge'

const verdicts = {
  pass: { tone: 'good', icon: <Check aria-hidden="true" /> },
  caution: { tone: 'warn', icon: <TriangleAlert aria-hidden="true" /> },
  fail: { tone: 'bad', icon: <X aria-hidden="true" /> },
  none: { tone: 'neutral', icon: <Minus aria-hidden="true" /> },
} as const

/** A report in one look: shape, colour and words. `<Seal verdict="pass">Whole sentences</Seal>`. */
export const Seal = ({
  verdict,
  children,
}: {
  readonly verdict: keyof typeof verdicts
  readonly children: React.ReactNode
}) => (
  <Badge tone={verdicts[verdict].tone} icon={verdicts[verdict].icon}>
    {children}
  </Badge>
)
