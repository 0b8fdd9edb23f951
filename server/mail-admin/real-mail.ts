import { type EmailName, type EmailSample, emailSamples, type RenderedEmail, renderEmail } from '@/emails'
import { type CampaignId, campaignVariants, previewCampaign, type Show, type Variant } from '@/server/campaigns'
import { describeOutcome, listMailClips } from '@/server/clips'
import type { UserContext } from '@/server/context'
import { nextPeriodStart, plans, trial } from '@/server/credits'
import { DomainError } from '@/server/errors'
import { veilContent } from './veil-content'

export type Subject = {
  readonly id: string
  readonly name: string | null
  readonly email: string
  readonly timeZone: string
  readonly locale: string
}

const isCampaign = (name: EmailName): name is CampaignId => name in campaignVariants

/** The cases in which a person can be shown a template with what is theirs. */
export const realVariants = (name: EmailName): readonly string[] =>
  isCampaign(name) ? campaignVariants[name] : name === 'processing-complete' ? ['last project'] : ['as it stands']

export type RealMail = {
  readonly content: RenderedEmail
  /** What of it was made up, because nothing of the kind has happened yet; null: nothing. */
  readonly madeUp: string | null
}

const payments = 'Amounts, card and days are made up: nothing has been paid here yet.'
const referrals = 'The friend and the credits are made up: nobody was invited yet.'

const contentLeftOut = 'Titles and pictures are left out: what is in a workspace is for its members.'

/**
 * A template as this person would get it now, to themselves; to another operator without what is in their workspace. No link in it opens
 * anything of theirs: a sign-in or an invitation is a sample's. @throws not_found where they have nothing to write about
 */
export const drawRealMail = async (
  ctx: UserContext,
  asked: {
    readonly template: EmailName
    readonly variant: string
    readonly person: Subject
    readonly workspaceId: string
  },
): Promise<RealMail> => {
  const { template, variant, person, workspaceId } = asked
  const { timeZone, locale } = person
  const at = (path: string) => `${ctx.config.appUrl}${path}`
  const reader = { timeZone, locale }
  const isOwn = person.id === ctx.user.id
  const show: Show = isOwn ? (props) => props : veilContent
  if (isCampaign(template)) return drawCampaign(ctx, { template, variant, person, show })
  const workspace = await ctx.db.workspace.findUnique({
    where: { id: workspaceId },
    select: {
      name: true,
      plan: true,
      creditBalance: true,
      trialEndsAt: true,
      periodAnchorAt: true,
      periodStartedAt: true,
    },
  })
  if (workspace === null) throw new DomainError('not_found', 'There is no such workspace.')
  const plan = plans[workspace.plan]
  const workspaceName = workspace.name
  const sampleOf = <Name extends EmailName>(name: Name): EmailSample<Name>['props'] => emailSamples(name, at)[0].props
  const partlyShown = (madeUp: string | null = null) =>
    [madeUp, isOwn ? null : contentLeftOut].filter((each) => each !== null).join(' ') || null
  const draw = async (rendering: Promise<RenderedEmail>, madeUp: string | null = null): Promise<RealMail> => ({
    content: await rendering,
    madeUp,
  })
  switch (template) {
    case 'sign-in':
      return draw(renderEmail(template, sampleOf(template)), 'The link is a sample’s and signs nobody in.')
    case 'welcome':
      return draw(
        renderEmail(template, {
          ...reader,
          name: person.name,
          newProjectUrl: at('/projects/new'),
          credits: plans[trial.plan].creditsPerMonth,
          planName: plans[trial.plan].name,
          trialEndsAt: workspace.trialEndsAt ?? new Date(ctx.clock.now() + trial.days * 86_400_000),
        }),
      )
    case 'workspace-invitation':
      return draw(
        renderEmail(template, {
          ...sampleOf(template),
          ...reader,
          workspaceName,
          inviterName: person.name ?? person.email,
        }),
        'The link is a sample’s and lets nobody in.',
      )
    case 'processing-complete': {
      const outcome = await lastOutcome(ctx, workspaceId, locale)
      if (outcome === null) throw new DomainError('not_found', 'No project of this workspace is finished.')
      return draw(renderEmail(template, show(outcome)), partlyShown())
    }
    case 'export-ready': {
      const [clip] = await listMailClips(ctx, { workspaceId }, 1)
      if (clip === undefined) throw new DomainError('not_found', 'This workspace has no finished clip.')
      return draw(
        renderEmail(template, {
          ...sampleOf(template),
          ...reader,
          ...show({ clip, title: clip.title }),
          url: clip.url,
        }),
        partlyShown('File name, format and size are made up.'),
      )
    }
    case 'credits-low':
      return draw(
        renderEmail(template, {
          ...sampleOf(template),
          ...reader,
          workspaceName,
          planName: plan.name,
          used: Math.max(0, plan.creditsPerMonth - workspace.creditBalance),
          available: Math.max(plan.creditsPerMonth, workspace.creditBalance),
          left: workspace.creditBalance,
          renewsAt: workspace.trialEndsAt ?? nextPeriodStart(workspace.periodAnchorAt, workspace.periodStartedAt),
          renewsTo: workspace.trialEndsAt === null ? plan.creditsPerMonth : plans.free.creditsPerMonth,
          isTrial: workspace.trialEndsAt !== null,
        }),
        'It is shown at 80%, whether that is reached or not.',
      )
    case 'payment-receipt':
      return draw(renderEmail(template, { ...sampleOf(template), ...reader, workspaceName }), payments)
    case 'payment-failed':
      return draw(renderEmail(template, { ...sampleOf(template), ...reader, workspaceName }), payments)
    case 'plan-changed':
      return draw(renderEmail(template, { ...sampleOf(template), ...reader, workspaceName, from: plan }), payments)
    case 'referral-invite':
      return draw(
        renderEmail(template, { ...sampleOf(template), ...reader, inviterName: person.name ?? person.email }),
        referrals,
      )
    case 'referral-reward':
      return draw(
        renderEmail(template, { ...sampleOf(template), ...reader, balance: workspace.creditBalance }),
        referrals,
      )
    case 'project-expiring': {
      const project = await ctx.db.project.findFirst({
        where: { workspaceId, deletedAt: null },
        orderBy: { id: 'desc' },
        select: { id: true, title: true },
      })
      if (project === null) throw new DomainError('not_found', 'This workspace has no project.')
      const whose = { workspaceId, projectId: project.id }
      const clips = await listMailClips(ctx, whose)
      const clipCount = await ctx.db.clip.count({
        where: { ...whose, deletedAt: null, renders: { some: { state: 'ready' } } },
      })
      return draw(
        renderEmail(template, {
          ...sampleOf(template),
          ...reader,
          ...show({ projectTitle: project.title, clips }),
          projectUrl: at(`/projects/${project.id}`),
          clipCount,
        }),
        partlyShown('The day is made up: no project here has an end.'),
      )
    }
    default:
      return template satisfies never
  }
}

const drawCampaign = async (
  ctx: UserContext,
  {
    template,
    variant,
    person,
    show,
  }: { readonly template: CampaignId; readonly variant: string; readonly person: Subject; readonly show: Show },
): Promise<RealMail> => {
  const known: readonly Variant[] = campaignVariants[template]
  const chosen = known.find((each) => each === variant)
  if (chosen === undefined) throw new DomainError('not_found', 'There is no such case of this mail.')
  const { content } = await previewCampaign(ctx, {
    userId: person.id,
    campaign: template,
    variant: chosen,
    viewerId: ctx.user.id,
    show,
  })
  return { content, madeUp: person.id === ctx.user.id ? null : contentLeftOut }
}

const lastOutcome = async (ctx: UserContext, workspaceId: string, locale: string) => {
  const project = await ctx.db.project.findFirst({
    where: { workspaceId, deletedAt: null, status: { in: ['ready', 'failed'] } },
    orderBy: [{ finishedAt: 'desc' }, { id: 'desc' }],
    select: { id: true },
  })
  return project === null ? null : describeOutcome(ctx, { projectId: project.id, workspaceId }, locale)
}
