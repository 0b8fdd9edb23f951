import type { EmailProps } from '@/emails'
import { type Drawing, drawLetters, findPerson, type Letter } from './letters'

type ForPerson<Name extends 'export-ready' | 'project-expiring'> = Omit<EmailProps[Name], 'timeZone' | 'locale'> & {
  readonly userId: string
}

/** To whoever asked for an export: it is there. Once for each export. */
export const drawExportReady = async (
  ctx: Drawing,
  { userId, exportId, ...props }: ForPerson<'export-ready'> & { readonly exportId: string },
): Promise<readonly Letter[]> =>
  drawLetters(ctx, await findPerson(ctx, userId), {
    template: 'export-ready',
    variant: 'ready',
    period: exportId,
    props,
  })

/** To whoever made a project: it will be deleted. Once for each project and day of its end, so that an end put off is written about again. */
export const drawProjectExpiring = async (
  ctx: Drawing,
  { userId, projectId, ...props }: ForPerson<'project-expiring'> & { readonly projectId: string },
): Promise<readonly Letter[]> =>
  drawLetters(ctx, await findPerson(ctx, userId), {
    template: 'project-expiring',
    variant: 'ahead',
    period: `${projectId}/${props.expiresAt.toISOString().slice(0, 10)}`,
    props,
  })
