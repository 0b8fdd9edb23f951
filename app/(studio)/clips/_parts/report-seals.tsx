import { Seal } from '@/app/_ui/seal'

/** The two reports of a clip in one look; null means that there was nothing to judge yet. */
export const ReportSeals = ({
  boundaryOk,
  framingOk,
}: {
  readonly boundaryOk: boolean | null
  readonly framingOk: boolean | null
}) => (
  <>
    {boundaryOk !== null && (
      <Seal verdict={boundaryOk ? 'pass' : 'caution'}>{boundaryOk ? 'Whole thought' : 'Check the edges'}</Seal>
    )}
    {framingOk !== null && (
      <Seal verdict={framingOk ? 'pass' : 'caution'}>{framingOk ? 'Well framed' : 'Check the framing'}</Seal>
    )}
  </>
)
