export { type Delivery, deliverMail } from './deliver-mail'
export { deliverQueuedMail } from './deliver-queued-mail'
export { drawCreditsLow } from './draw-credits-low'
export { drawPaymentFailed, drawPaymentReceipt, drawPlanChanged } from './draw-payment-letters'
export { drawExportReady, drawProjectExpiring } from './draw-project-letters'
export { drawReferralInvite, drawReferralReward } from './draw-referral-letters'
export { isMailDelayed } from './is-mail-delayed'
export { type Letter, queueLetters } from './letters'
export {
  getMailPreferences,
  getPreferencesByToken,
  type MailPreference,
  setMailPreference,
  setPreferencesByToken,
  unsubscribe,
} from './mail-preferences'
export { marketingLinks } from './mail-token'
export { getOutboxMail, listOutbox, type OutboxMail } from './outbox'
export {
  type Envelope,
  type Marketing,
  type PreparedMail,
  prepareMail,
  queueMail,
  queueMarketingMail,
} from './queue-mail'
export { recordMailReport } from './record-mail-report'
