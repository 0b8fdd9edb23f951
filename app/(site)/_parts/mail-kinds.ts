import type { mailCategories } from '@/server/notifications/schemas'

export type MailKind = (typeof mailCategories)[number]

/** Each kind of mail that can be turned off, in words. */
export const mailKinds: Readonly<Record<MailKind, { readonly label: string; readonly note: string }>> = {
  onboarding: {
    label: 'First steps',
    note: 'Two mails in your first days: how to get clips, and what you have not tried.',
  },
  trial: { label: 'Trial reminders', note: 'Three days and one day before your trial ends, and when it has.' },
  summary: { label: 'Weekly summary', note: 'On Mondays, when you made something: clips, minutes, the best one.' },
  inactivity: { label: 'Reminders', note: 'After two weeks and after a month without a visit. Never more.' },
}
