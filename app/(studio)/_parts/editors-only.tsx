'use client'

import { Eye } from 'lucide-react'
import type { ReactNode } from 'react'
import { EmptyState } from '@/app/_ui/empty-state'
import { LinkButton } from '@/app/_ui/link-button'
import { PageHeader } from '@/app/_ui/page-header'
import { useMayEdit } from './use-may-edit'

/** A page that only makes sense to who may change things; a viewer is told whom to ask. */
export function EditorsOnly({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  if (useMayEdit()) return children
  return (
    <div className="grid gap-6">
      <PageHeader title={title} />
      <EmptyState
        icon={<Eye />}
        title="Editors bring the videos here"
        actions={<LinkButton href="/projects">Go to the projects</LinkButton>}
      >
        As a viewer of this workspace you watch and download. An admin of it can make you an editor.
      </EmptyState>
    </div>
  )
}
