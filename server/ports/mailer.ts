/** Hands one finished mail to a provider. The key is the provider's idempotency key: the same key is delivered once. */
export interface Mailer {
  readonly id: 'outbox' | 'smtp' | 'resend'
  /** The provider's id of the mail. @throws mail_refused (trying again can't help), mail_unavailable (it can) */
  send(mail: OutgoingMail): Promise<{ readonly providerId: string }>
}

export type OutgoingMail = {
  readonly key: string
  readonly to: string
  readonly subject: string
  readonly html: string
  readonly text: string
  readonly headers?: Readonly<Record<string, string>>
}
