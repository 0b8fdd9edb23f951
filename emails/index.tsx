import { render } from '@react-email/components'
import { plainTextOptions } from './_plain-text'
import type { Template } from './_template'
import { type CreditsLowProps, creditsLow } from './credits-low'
import { type ExportReadyProps, exportReady } from './export-ready'
import { type InactivityProps, inactivity } from './inactivity'
import { type OnboardingDay1Props, onboardingDay1 } from './onboarding-day-1'
import { type OnboardingDay3Props, onboardingDay3 } from './onboarding-day-3'
import { type PaymentFailedProps, paymentFailed } from './payment-failed'
import { type PaymentReceiptProps, paymentReceipt } from './payment-receipt'
import { type PlanChangedProps, planChanged } from './plan-changed'
import { type ProcessingCompleteProps, processingComplete } from './processing-complete'
import { type ProjectExpiringProps, projectExpiring } from './project-expiring'
import { type ReferralInviteProps, referralInvite } from './referral-invite'
import { type ReferralRewardProps, referralReward } from './referral-reward'
import { type SignInProps, signIn } from './sign-in'
import { type TrialExpiryProps, trialExpiry } from './trial-expiry'
import { type WeeklySummaryProps, weeklySummary } from './weekly-summary'
import { type WelcomeProps, welcome } from './welcome'
import { type WorkspaceInvitationProps, workspaceInvitation } from './workspace-invitation'

export type { MailClip } from './_parts/clip-row'
export type { Marketing } from './_template'

export type EmailProps = {
  readonly 'sign-in': SignInProps
  readonly welcome: WelcomeProps
  readonly 'workspace-invitation': WorkspaceInvitationProps
  readonly 'processing-complete': ProcessingCompleteProps
  readonly 'credits-low': CreditsLowProps
  readonly 'export-ready': ExportReadyProps
  readonly 'payment-failed': PaymentFailedProps
  readonly 'payment-receipt': PaymentReceiptProps
  readonly 'plan-changed': PlanChangedProps
  readonly 'project-expiring': ProjectExpiringProps
  readonly 'referral-invite': ReferralInviteProps
  readonly 'referral-reward': ReferralRewardProps
  readonly inactivity: InactivityProps
  readonly 'onboarding-day-1': OnboardingDay1Props
  readonly 'onboarding-day-3': OnboardingDay3Props
  readonly 'trial-expiry': TrialExpiryProps
  readonly 'weekly-summary': WeeklySummaryProps
}

export type EmailName = keyof EmailProps

const templates = {
  'sign-in': signIn,
  welcome,
  'workspace-invitation': workspaceInvitation,
  'processing-complete': processingComplete,
  'credits-low': creditsLow,
  'export-ready': exportReady,
  'payment-failed': paymentFailed,
  'payment-receipt': paymentReceipt,
  'plan-changed': planChanged,
  'project-expiring': projectExpiring,
  'referral-invite': referralInvite,
  'referral-reward': referralReward,
  inactivity,
  'onboarding-day-1': onboardingDay1,
  'onboarding-day-3': onboardingDay3,
  'trial-expiry': trialExpiry,
  'weekly-summary': weeklySummary,
}

export type RenderedEmail = { readonly subject: string; readonly html: string; readonly text: string }

/** A mail as it goes out: HTML and plain text. */
export const renderEmail = async <Name extends EmailName>(
  name: Name,
  props: EmailProps[Name],
): Promise<RenderedEmail> => {
  const { subject, Body } = templateOf(name)
  const element = <Body {...props} />
  return {
    subject: asHeader(subject(props)),
    html: await render(element),
    text: await render(element, { plainText: true, htmlToTextOptions: plainTextOptions }),
  }
}

/** TypeScript can't see that the template under a name takes that name's props; the table above says so line by line. */
const templateOf = <Name extends EmailName>(name: Name) => templates[name] as unknown as Template<EmailProps[Name]>

/** One line, whatever a title or a name holds: a line end in a subject would begin another header. */
const asHeader = (subject: string): string =>
  subject
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, 200)

export const emailNames = Object.keys(templates) as EmailName[]

export type EmailSample<Name extends EmailName> = { readonly sample: string; readonly props: EmailProps[Name] }

/** What a template is previewed with, each case under its name. `at` makes an address of the app from a path. There is at least one. */
export const emailSamples = <Name extends EmailName>(
  name: Name,
  at: (path: string) => string,
): readonly [EmailSample<Name>, ...EmailSample<Name>[]] => {
  const [first, ...more] = Object.entries(templateOf(name).samples(at)).map(([sample, props]) => ({ sample, props }))
  if (first === undefined) throw new Error(`The template ${name} has no sample.`)
  return [first, ...more]
}

export type SampleEmail = RenderedEmail & { readonly name: EmailName; readonly sample: string }

/** Every template with every sample, for the gallery and the test that looks at them all. */
export const renderSamples = async (appUrl: string): Promise<readonly SampleEmail[]> => {
  const all: SampleEmail[] = []
  for (const name of emailNames)
    for (const { sample, props } of emailSamples(name, (path) => `${appUrl}${path}`))
      all.push({ name, sample, ...(await renderEmail(name, props)) })
  return all
}
