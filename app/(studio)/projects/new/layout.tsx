import type { ReactNode } from 'react'
import { EditorsOnly } from '../../_parts/editors-only'

export default function NewProjectLayout({ children }: { readonly children: ReactNode }) {
  return <EditorsOnly title="New project">{children}</EditorsOnly>
}
