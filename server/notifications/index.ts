export { type Delivery, deliverMail } from './deliver-mail'
export { deliverQueuedMail } from './deliver-queued-mail'
export { getOutboxMail, listOutbox, type OutboxMail } from './outbox'
export { type Envelope, type PreparedMail, prepareMail, queueMail } from './queue-mail'
