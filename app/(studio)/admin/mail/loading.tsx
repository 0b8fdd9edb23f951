import { MailLogSkeleton } from './_parts/mail-log-skeleton'

export default function AdminMailLoading() {
  return <MailLogSkeleton />
}
