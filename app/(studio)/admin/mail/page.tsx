import type { Metadata } from 'next'
import { MailLog } from './_parts/mail-log'

export const metadata: Metadata = { title: 'Mail' }

export default function AdminMailPage() {
  return <MailLog />
}
