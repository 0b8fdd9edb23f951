import { formatDay, type Reader, withoutLinks } from './_format'
import { Letter } from './_parts/letter'
import { Action, Paragraph, Small, Title } from './_parts/words'
import type { Template } from './_template'

export type WorkspaceInvitationProps = Reader & {
  readonly workspaceName: string
  readonly inviterName: string
  readonly role: 'owner' | 'admin' | 'editor' | 'viewer'
  readonly url: string
  readonly expiresAt: Date
}

const may = {
  owner: 'do everything, members and plan included',
  admin: 'make clips and manage members',
  editor: 'upload videos and make clips',
  viewer: 'watch and download what is there',
} as const

export const workspaceInvitation: Template<WorkspaceInvitationProps> = {
  subject: ({ inviterName, workspaceName }) =>
    `${withoutLinks(inviterName)} invites you to ${withoutLinks(workspaceName)} on ClipForge`,
  Body: ({ workspaceName, inviterName, role, url, expiresAt, timeZone, locale }) => (
    <Letter
      preview={`Join ${withoutLinks(workspaceName)} as ${role}.`}
      footer={`You got this mail because ${withoutLinks(inviterName)} typed your address. If you don't know them, leave it alone: nothing happens then.`}
    >
      <Title>Join {withoutLinks(workspaceName)}</Title>
      <Paragraph>
        {withoutLinks(inviterName)} invites you to work on clips together. As {role} you can {may[role]}.
      </Paragraph>
      <Action href={url}>See the invitation</Action>
      <Small>The invitation is for this address alone and ends on {formatDay(expiresAt, { timeZone, locale })}.</Small>
    </Letter>
  ),
  samples: (at) => ({
    'as editor': {
      workspaceName: 'Night Shift Podcast',
      inviterName: 'Amara Okafor',
      role: 'editor',
      url: at('/invite/sample'),
      expiresAt: new Date('2026-12-02T09:00:00Z'),
      timeZone: 'Europe/Paris',
      locale: 'en',
    },
    'long names and markup in them': {
      workspaceName: '<b>Bold</b> & “quoted” workspace with a name as long as it may be',
      inviterName: 'Wolfeschlegelsteinhausenbergerdorff, <script>alert(1)</script>',
      role: 'viewer',
      url: at('/invite/sample'),
      expiresAt: new Date('2026-12-02T09:00:00Z'),
      timeZone: 'America/Los_Angeles',
      locale: 'en',
    },
  }),
}
