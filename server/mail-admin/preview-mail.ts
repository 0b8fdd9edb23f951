import type { z } from 'zod'
import { type EmailName, emailNames, emailSamples, type RenderedEmail, renderEmail } from '@/emails'
import type { UserContext } from '@/server/context'
import { DomainError } from '@/server/errors'
import { drawRealMail, realVariants } from './real-mail'
import type { mailPreviewSchema } from './schemas'

export type MailPreview = {
  readonly template: EmailName
  readonly variant: string
  readonly subject: string
  readonly html: string
  readonly text: string
  /** What of it was made up; null: nothing. */
  readonly madeUp: string | null
}

export type MailTemplate = {
  readonly name: EmailName
  /** Cases with made-up content. */
  readonly samples: readonly string[]
  /** Cases with what a person has. */
  readonly real: readonly string[]
}

/** Every template and the cases it can be looked at in. */
export const listMailTemplates = (): readonly MailTemplate[] =>
  emailNames.map((name) => ({
    name,
    samples: emailSamples(name, (path) => path).map(({ sample }) => sample),
    real: realVariants(name),
  }))

/** A mail as it would be: with sample content, or with what a person and their workspace have. @throws not_found */
export const previewMail = async (
  ctx: UserContext,
  { template, variant, userId, workspaceId }: z.output<typeof mailPreviewSchema>,
): Promise<MailPreview> => {
  const name = emailNames.find((each) => each === template)
  if (name === undefined) throw new DomainError('not_found', 'There is no such template.')
  if (userId === undefined) return previewSample(ctx, name, variant)
  const chosen = variant ?? realVariants(name)[0] ?? ''
  if (!realVariants(name).includes(chosen)) throw new DomainError('not_found', 'There is no such case of this mail.')
  const { memberships, ...person } = await requirePerson(ctx, userId)
  const own = memberships.find((each) => each.workspace.isPersonal) ?? memberships[0]
  const member = workspaceId === undefined ? own : memberships.find((each) => each.workspaceId === workspaceId)
  if (member === undefined) throw new DomainError('not_found', 'This person is in no such workspace.')
  const { content, madeUp } = await drawRealMail(ctx, {
    template: name,
    variant: chosen,
    person,
    workspaceId: member.workspaceId,
  })
  return { template: name, variant: chosen, ...content, madeUp }
}

const previewSample = async <Name extends EmailName>(
  ctx: UserContext,
  name: Name,
  variant: string | undefined,
): Promise<MailPreview> => {
  const samples = emailSamples(name, (path) => `${ctx.config.appUrl}${path}`)
  const chosen = variant === undefined ? samples[0] : samples.find(({ sample }) => sample === variant)
  if (chosen === undefined) throw new DomainError('not_found', 'There is no such case of this mail.')
  const content: RenderedEmail = await renderEmail(name, chosen.props)
  return { template: name, variant: chosen.sample, ...content, madeUp: 'All of it is sample content.' }
}

const requirePerson = async (ctx: UserContext, userId: string) => {
  const person = await ctx.db.user.findUnique({
    where: { id: userId },
    select: {
      id: true,
      name: true,
      email: true,
      timeZone: true,
      locale: true,
      memberships: {
        orderBy: { createdAt: 'asc' },
        select: { workspaceId: true, workspace: { select: { isPersonal: true } } },
      },
    },
  })
  if (person === null) throw new DomainError('not_found', 'There is no such person.')
  return person
}
