'use client'

import { hashKey, useQuery, useQueryClient } from '@tanstack/react-query'
import { Activity, FolderOpen, Mail, MailSearch, Plus, Settings } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { type ReactNode, useDeferredValue, useState, useTransition } from 'react'
import { askAgainMs } from '@/app/_trpc/ask-again'
import { useTRPC } from '@/app/_trpc/client'
import { Announcer } from '@/app/_ui/announce'
import { AppShell } from '@/app/_ui/app-shell'
import { CommandPalette } from '@/app/_ui/command-palette'
import { CreditsPill } from '@/app/_ui/credits-pill'
import { formatPlural } from '@/app/_ui/format'
import { LinkButton } from '@/app/_ui/link-button'
import { useShortcuts } from '@/app/_ui/shortcuts'
import { ShortcutsSheet } from '@/app/_ui/shortcuts-sheet'
import { setTheme } from '@/app/_ui/theme-switch'
import { Toaster } from '@/app/_ui/toaster'
import { TooltipProvider } from '@/app/_ui/tooltip'
import { UserMenu } from '@/app/_ui/user-menu'
import { WorkspaceSwitcher } from '@/app/_ui/workspace-switcher'
import { mayEdit } from './may-edit'
import { PageSkeleton, ShellError, ShellSkeleton } from './shell-states'
import { signOut } from './sign-out'
import { StorageBanner } from './storage-banner'
import { useSwitchWorkspace } from './use-switch-workspace'

/** Under this many credits the pill says that they run low: less than one short talk. */
const lowCredits = 15

const projectsLink = { href: '/projects', label: 'Projects', icon: <FolderOpen aria-hidden="true" /> }
const newLink = { href: '/projects/new', label: 'New project', icon: <Plus aria-hidden="true" /> }
const settingsLink = { href: '/settings', label: 'Settings', icon: <Settings aria-hidden="true" /> }
const opsLink = { href: '/admin/ops', label: 'Operations', icon: <Activity aria-hidden="true" /> }
const mailLink = { href: '/admin/mail', label: 'Mail of people', icon: <MailSearch aria-hidden="true" /> }
const outboxLink = { href: '/dev/outbox', label: 'Outbox', icon: <Mail aria-hidden="true" /> }

/** The frame around every signed-in page, and what stays whatever becomes of it: toasts with their Undo, announcements. */
export const StudioShell = ({ children }: { readonly children: ReactNode }) => (
  <TooltipProvider>
    <StudioFrame>{children}</StudioFrame>
    <Announcer />
    <Toaster />
  </TooltipProvider>
)

/** Filled with who is here and what they have. */
function StudioFrame({ children }: { readonly children: ReactNode }) {
  const trpc = useTRPC()
  const router = useRouter()
  const client = useQueryClient()
  const meOptions = trpc.account.me.queryOptions()
  const {
    data: me,
    error,
    isFetching,
    refetch,
  } = useQuery({
    ...meOptions,
    // A notice goes away by itself.
    refetchInterval: ({ state }) =>
      state.data !== undefined && state.data.storage !== 'well' ? 10_000 : askAgainMs(state.error),
  })
  const [areShortcutsShown, setAreShortcutsShown] = useState(false)
  const [search, setSearch] = useState('')
  const query = useDeferredValue(search.trim())
  const { data: found } = useQuery(trpc.project.list.queryOptions({ query, limit: 6 }, { enabled: query.length > 1 }))
  const [isMoving, startMoving] = useTransition()
  const switchTo = useSwitchWorkspace(() => {
    // Another workspace is another world: nothing of the last one may stay on screen, nor be asked for from it.
    startMoving(() => {
      router.push('/projects')
      router.refresh()
    })
    const meHash = hashKey(meOptions.queryKey)
    client.removeQueries({ predicate: ({ queryHash }) => queryHash !== meHash })
    return client.invalidateQueries({ queryKey: meOptions.queryKey })
  })
  const isEditor = mayEdit(me?.workspace?.role)
  const newShortcut = { keys: 'N', label: 'New project', run: () => router.push('/projects/new') }
  useShortcuts('Everywhere', isEditor ? [newShortcut] : [])

  if (!me && error) return <ShellError error={error} isBusy={isFetching} onAgain={() => void refetch()} />
  if (!me) return <ShellSkeleton links={[projectsLink, settingsLink]} />
  const { workspace } = me
  const more = me.isLocal ? [settingsLink, outboxLink] : [settingsLink]
  const operatorLinks = me.user.isOperator ? [opsLink, mailLink] : []
  const places = [projectsLink, ...(isEditor ? [newLink] : []), ...more, ...operatorLinks]
  return (
    <>
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
              onShortcuts={() => setAreShortcutsShown(true)}
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
        {isMoving ? <PageSkeleton /> : children}
      </AppShell>
      <ShortcutsSheet isOpen={areShortcutsShown} onOpenChange={setAreShortcutsShown} />
    </>
  )
}
