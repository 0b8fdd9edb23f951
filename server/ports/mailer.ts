/** Hands one finished mail to a provider. The key is the provider's idempotency key: the same key is delivered once. */
export interface Mailer {
  readonly id: 'outbox' | 'smtp' | 'resend'
  /** The provider's id of the mail. @throws mail_refused (trying again can't help), mail_unavailable (it can) */
  send(mail: OutgoingMail): Promise<{ readonly providerId: string }>
  /** Requests a second that the provider takes; absent where there is no limit. */
  readonly requestsPerSecond?: number
  /** Many mails in one request, where the provider has that. */
  readonly batch?: {
    readonly maxMails: number
    /**
     * All of them or none; the key is of the request, which repeats with the same mails or not at all. Ids in the order of the mails.
     * @throws mail_refused (one of them is to blame, nothing was sent), mail_unavailable with `retryAfterMs` where the provider says so
     */
    send(key: string, mails: readonly OutgoingMail[]): Promise<readonly { readonly providerId: string }[]>
  }
  /** What the provider's signed call says; null for what is none of our business. @throws invalid_request for what it did not sign */
  readonly readReport?: (call: SignedCall) => MailReport | null
}

export type OutgoingMail = {
  readonly key: string
  /** Of its row: comes back in reports, where the provider has a place for it. */
  readonly id?: string
  readonly to: string
  readonly subject: string
  readonly html: string
  readonly text: string
  readonly headers?: Readonly<Record<string, string>>
}

export type SignedCall = { readonly body: string; readonly headers: Headers }

/** What became of a mail that the provider had taken. */
export type MailReport = {
  /** The provider's own, the same when it reports again. */
  readonly id: string
  readonly outcome: 'delivered' | 'delayed' | 'bounced' | 'complained'
  /** Nothing will ever arrive there. */
  readonly isPermanent: boolean
  readonly mailId: string | null
  readonly providerId: string
  readonly to: string
  readonly note: string | null
  readonly at: Date
}
