'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Activity, FolderOpen, Mail, MailSearch, Plus, Settings } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { type ReactNode, useDeferredValue, useState } from 'react'
import { askAgainMs } from '@/app/_trpc/ask-again'
import { useTRPC } from '@/app/_trpc/client'
import { Announcer } from '@/app/_ui/announce'
import { AppShell } from '@/app/_ui/app-shell'
import { Button } from '@/app/_ui/button'
import { CommandPalette } from '@/app/_ui/command-palette'
import { CreditsPill } from '@/app/_ui/credits-pill'
import { formatPlural } from '@/app/_ui/format'
import { LinkButton } from '@/app/_ui/link-button'
import { useShortcuts } from '@/app/_ui/shortcuts'
import { ShortcutsSheet } from '@/app/_ui/shortcuts-sheet'
import { StatusPage } from '@/app/_ui/status-page'
import { setTheme } from '@/app/_ui/theme-switch'
import { toast } from '@/app/_ui/toast'
import { Toaster } from '@/app/_ui/toaster'
import { TooltipProvider } from '@/app/_ui/tooltip'
import { UserMenu } from '@/app/_ui/user-menu'
import { WorkspaceSwitcher } from '@/app/_ui/workspace-switcher'
import { mayEdit } from './may-edit'
import { signOut } from './sign-out'
import { StorageBanner } from './storage-banner'

/** Under this many credits the pill says that they run low: less than one short talk. */
const lowCredits = 15

const projectsLink = { href: '/projects', label: 'Projects', icon: <FolderOpen aria-hidden="true" /> }
const newLink = { href: '/projects/new', label: 'New project', icon: <Plus aria-hidden="true" /> }
const settingsLink = { href: '/settings', label: 'Settings', icon: <Settings aria-hidden="true" /> }
const opsLink = { href: '/admin/ops', label: 'Operations', icon: <Activity aria-hidden="true" /> }
const mailLink = { href: '/admin/mail', label: 'Mail of people', icon: <MailSearch aria-hidden="true" /> }
const outboxLink = { href: '/dev/outbox', label: 'Outbox', icon: <Mail aria-hidden="true" /> }

/** The frame around every signed-in page, filled with who is here and what they have. */
export function StudioShell({ children }: { readonly children: ReactNode }) {
  const trpc = useTRPC()
  const router = useRouter()
  const client = useQueryClient()
  const { data: me } = useQuery({
    ...trpc.account.me.queryOptions(),
    // A notice goes away by itself.
    refetchInterval: ({ state }) =>
      state.data !== undefined && state.data.storage !== 'well' ? 10_000 : askAgainMs(state.error),
  })
  const [search, setSearch] = useState('')
  const query = useDeferredValue(search.trim())
  const { data: found } = useQuery(trpc.project.list.queryOptions({ query, limit: 6 }, { enabled: query.length > 1 }))
  const switchTo = useMutation(
    trpc.workspace.switch.mutationOptions({
      onSuccess: () => {
        // Another workspace is another world: nothing of the last one may stay on screen.
        client.clear()
        router.push('/projects')
        router.refresh()
      },
      onError: (error) => toast.failed('The workspace was not changed', error.message),
    }),
  )
  const isEditor = mayEdit(me?.workspace?.role)
  const newShortcut = { keys: 'N', label: 'New project', run: () => router.push('/projects/new') }
  useShortcuts('Everywhere', isEditor ? [newShortcut] : [])

  if (!me) return null
  const { workspace } = me
  if (!workspace)
    return (
      <StatusPage title="You belong to no workspace any more" actions={<Button onClick={signOut}>Sign out</Button>}>
        Ask for an invitation to one, or sign in with another address.
      </StatusPage>
    )
  const more = me.isLocal ? [settingsLink, outboxLink] : [settingsLink]
  const operatorLinks = me.user.isOperator ? [opsLink, mailLink] : []
  const places = [projectsLink, ...(isEditor ? [newLink] : []), ...more, ...operatorLinks]
  return (
    <TooltipProvider>
      <AppShell
        home="/projects"
        links={[projectsLink, ...more]}
        barLinks={[projectsLink, ...(isEditor ? [{ ...newLink, label: 'New' }] : []), ...more]}
        barStart={
          <WorkspaceSwitcher
            workspaces={me.workspaces}
            currentId={workspace.id}
            onSwitch={(id) => switchTo.mutate({ id })}
            settingsHref="/settings"
          />
        }
        barEnd={
          <>
            <CommandPalette
              onSearch={setSearch}
              groups={[
                ...(found?.items.length
                  ? [
                      {
                        heading: 'Projects',
                        entries: found.items.map((project) => ({
                          id: project.id,
                          label: project.title,
                          note: formatPlural(project.clipCount, 'clip'),
                          keywords: [query],
                          href: `/projects/${project.id}`,
                        })),
                      },
                    ]
                  : []),
                { heading: 'Go to', entries: places.map((place) => ({ id: place.href, ...place })) },
                {
                  heading: 'Look',
                  entries: [
                    { id: 'light', label: 'Light theme', run: () => setTheme('light') },
                    { id: 'dark', label: 'Dark theme', run: () => setTheme('dark') },
                    { id: 'system', label: 'Theme of the system', run: () => setTheme('system') },
                  ],
                },
              ]}
            />
            <CreditsPill
              available={workspace.creditBalance}
              isLow={workspace.creditBalance < lowCredits}
              href="/settings/credits"
            />
            <UserMenu
              name={me.user.name ?? me.user.email}
              email={me.user.email}
              imageUrl={me.user.image}
              settingsHref="/settings"
              links={operatorLinks}
              onSignOut={signOut}
            />
          </>
        }
        railAction={
          isEditor && (
            <LinkButton href="/projects/new" variant="primary">
              <Plus aria-hidden="true" />
              New project
            </LinkButton>
          )
        }
      >
        {me.storage !== 'well' && <StorageBanner storage={me.storage} />}
        {children}
      </AppShell>
      <ShortcutsSheet />
      <Announcer />
      <Toaster />
    </TooltipProvider>
  )
}
