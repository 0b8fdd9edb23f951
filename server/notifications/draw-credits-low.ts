import type { EmailProps } from '@/emails'
import { type Drawing, drawLetters, findOwners, type Letter } from './letters'

type CreditsLow = Omit<EmailProps['credits-low'], 'timeZone' | 'locale'> & {
  readonly workspaceId: string
  /** Names the month or the trial: each level is written about once in it. */
  readonly period: string
}

/** To a workspace's owners: four fifths of the month's credits are used, or all of them. */
export const drawCreditsLow = async (
  ctx: Drawing,
  { workspaceId, period, ...props }: CreditsLow,
): Promise<readonly Letter[]> =>
  drawLetters(ctx, await findOwners(ctx, workspaceId), {
    template: 'credits-low',
    variant: String(props.level),
    period: `${workspaceId}/${period}`,
    props,
  })
