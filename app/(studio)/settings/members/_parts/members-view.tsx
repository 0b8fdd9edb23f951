'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import { useTRPC } from '@/app/_trpc/client'
import { useMe } from '../../_parts/use-me'
import { Invitations } from './invitations'
import { MembersList } from './members-list'
import { mayManage } from './roles'
import { WorkspaceForms } from './workspace-forms'

/** Who is in the workspace, who is asked in, and the workspace itself. */
export function MembersView() {
  const trpc = useTRPC()
  const { workspace } = useMe()
  const { data } = useSuspenseQuery(trpc.workspace.members.queryOptions())
  const isManager = mayManage(workspace.role, 'viewer')
  return (
    <>
      <MembersList members={data.members} workspace={workspace} />
      {isManager && <Invitations invitations={data.invitations} workspace={workspace} />}
      <WorkspaceForms key={workspace.id} workspace={workspace} mayRename={isManager} />
    </>
  )
}
