import { notFound } from 'next/navigation'
import type { ReactNode } from 'react'
import { getContext } from '@/app/_trpc/server'
import { Wordmark } from '@/app/_ui/mark'
import { ToolLinks } from './_parts/tool-links'

/** Tools of whoever runs this on their own machine; nowhere else are they there. */
export default async function DevLayout({ children }: { readonly children: ReactNode }) {
  const { app } = await getContext()
  if (!app.config.isLocal) notFound()
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex h-16 flex-wrap items-center gap-x-6 border-b border-line px-4 sm:px-6">
        <a href="/projects" aria-label="ClipForge, to your projects" className="rounded-md p-1">
          <Wordmark />
        </a>
        <ToolLinks />
      </header>
      <main className="mx-auto w-full max-w-6xl flex-1 px-4 py-6 sm:px-6">{children}</main>
    </div>
  )
}
