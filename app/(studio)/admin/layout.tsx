import { notFound } from 'next/navigation'
import type { ReactNode } from 'react'
import { getContext } from '@/app/_trpc/server'

/** For everybody but an operator there is nothing here. Asked above all that loads, so that the answer's status says so too. */
export default async function AdminLayout({ children }: { readonly children: ReactNode }) {
  const { user } = await getContext()
  if (!user?.user.isOperator) notFound()
  return children
}
