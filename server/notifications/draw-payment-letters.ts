import type { EmailProps } from '@/emails'
import { type Drawing, drawLetters, findOwners, type Letter } from './letters'

type ForOwners<Name extends 'payment-receipt' | 'payment-failed' | 'plan-changed'> = Omit<
  EmailProps[Name],
  'timeZone' | 'locale'
> & { readonly workspaceId: string }

/** To a workspace's owners: an invoice was paid. Once for each invoice, whatever the provider repeats. */
export const drawPaymentReceipt = async (
  ctx: Drawing,
  { workspaceId, ...props }: ForOwners<'payment-receipt'>,
): Promise<readonly Letter[]> =>
  drawLetters(ctx, await findOwners(ctx, workspaceId), {
    template: 'payment-receipt',
    variant: 'paid',
    period: `${workspaceId}/${props.number}`,
    props,
  })

/** To a workspace's owners: a payment was refused. Once for each try at each invoice. */
export const drawPaymentFailed = async (
  ctx: Drawing,
  {
    workspaceId,
    invoiceId,
    attempt,
    ...props
  }: ForOwners<'payment-failed'> & { readonly invoiceId: string; readonly attempt: number },
): Promise<readonly Letter[]> =>
  drawLetters(ctx, await findOwners(ctx, workspaceId), {
    template: 'payment-failed',
    variant: props.retryAt === null ? 'last' : 'retry',
    period: `${workspaceId}/${invoiceId}.${attempt}`,
    props,
  })

/** To a workspace's owners: it has or will have another plan. Once for each change, by the id under which it is known. */
export const drawPlanChanged = async (
  ctx: Drawing,
  { workspaceId, changeId, ...props }: ForOwners<'plan-changed'> & { readonly changeId: string },
): Promise<readonly Letter[]> =>
  drawLetters(ctx, await findOwners(ctx, workspaceId), {
    template: 'plan-changed',
    variant: props.change,
    period: `${workspaceId}/${changeId}`,
    props,
  })
