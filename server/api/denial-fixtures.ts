import type { RoleName } from '@/server/context'

/** Ids of what person A has; the name of each says of what. */
export type Belongings = {
  readonly userId: string
  readonly sessionId: string
  readonly workspaceId: string
  readonly invitationId: string
  readonly invitationToken: string
  readonly uploadId: string
  readonly sourceId: string
  readonly projectId: string
  readonly clipId: string
  readonly renderId: string
}

export type DenialFixture =
  /** Anybody may call it, signed in or not; it tells nothing of anybody. Says why. */
  | { readonly kind: 'public'; readonly why: string }
  /** Takes no id of anybody's: acts on the caller's own, or makes something of theirs. */
  | { readonly kind: 'own'; readonly input?: unknown; readonly least?: RoleName }
  /** Of operators: for everybody else who is signed in, owners too, there is no such procedure. */
  | { readonly kind: 'operator'; readonly input?: unknown }
  /** Takes an id: given one of A's, it is as if there were no such thing. */
  | { readonly kind: 'foreign'; readonly input: (a: Belongings) => unknown; readonly least?: RoleName }

const own = (least?: RoleName, input?: unknown): DenialFixture => ({
  kind: 'own',
  ...(input === undefined ? {} : { input }),
  ...(least === undefined ? {} : { least }),
})

const foreign = (input: (a: Belongings) => unknown, least?: RoleName): DenialFixture => ({
  kind: 'foreign',
  input,
  ...(least === undefined ? {} : { least }),
})

const shown = (a: Belongings) => ({ workspaceId: a.workspaceId })
const project = (a: Belongings) => ({ id: a.projectId })
const clip = (a: Belongings) => ({ id: a.clipId })
const render = (a: Belongings) => ({ renderId: a.renderId })
const choice = { aspect: '1:1', framing: 'fit', captions: 'none' }
const range = { startMs: 0, endMs: 20_000 }

/**
 * One line for each procedure there is; `server/api/denials.int.test.ts` fails for one without. `least` is the least role that may call
 * it: members below it are refused, with A's own ids.
 */
export const denialFixtures: Readonly<Record<string, DenialFixture>> = {
  'account.me': own('viewer'),
  'account.session': { kind: 'public', why: 'says nothing to nobody: null when signed out' },
  'account.updateProfile': own(undefined, { name: 'B', timeZone: 'UTC', locale: 'en' }),
  'account.noteTimeZone': own(undefined, { timeZone: 'UTC' }),
  'account.sessions': own(),
  'account.revokeSession': foreign((a) => ({ id: a.sessionId })),
  'account.revokeOtherSessions': own(),

  'workspace.create': own(undefined, { name: 'Another' }),
  'workspace.rename': foreign((a) => ({ ...shown(a), name: 'Renamed' }), 'admin'),
  'workspace.switch': foreign((a) => ({ id: a.workspaceId })),
  'workspace.members': own('viewer'),
  'workspace.invite': foreign((a) => ({ ...shown(a), email: 'somebody@example.com', role: 'viewer' }), 'admin'),
  'workspace.revokeInvitation': foreign((a) => ({ ...shown(a), id: a.invitationId }), 'admin'),
  'workspace.invitation': { kind: 'public', why: 'the token in the link is the right to read what it invites to' },
  'workspace.acceptInvitation': foreign(() => ({ token: 'no-invitation-has-this-token' })),
  'workspace.setRole': foreign((a) => ({ ...shown(a), userId: a.userId, role: 'viewer' }), 'admin'),
  'workspace.removeMember': foreign((a) => ({ ...shown(a), userId: a.userId }), 'admin'),
  'workspace.leave': foreign(shown, 'viewer'),
  'workspace.storage': own('viewer'),

  'upload.limits': own('viewer'),
  'upload.list': own('viewer'),
  'upload.get': foreign((a) => ({ id: a.uploadId }), 'viewer'),
  'upload.importLink': own('editor', { url: 'https://example.com/a.mp4' }),
  'upload.cancel': foreign((a) => ({ id: a.uploadId }), 'editor'),

  'project.estimate': own('viewer', { durationMs: 60_000 }),
  'project.sample': own('viewer'),
  'project.create': foreign((a) => ({ uploadId: a.uploadId }), 'editor'),
  'project.list': own('viewer'),
  'project.get': foreign(project, 'viewer'),
  'project.watch': foreign(project, 'viewer'),
  'project.transcript': foreign(project, 'viewer'),
  'project.moments': foreign(project, 'viewer'),
  'project.rename': foreign((a) => ({ id: a.projectId, title: 'Taken' }), 'editor'),
  'project.cancel': foreign(project, 'editor'),
  'project.retry': foreign(project, 'editor'),
  'project.remove': foreign(project, 'editor'),
  'project.restore': foreign(project, 'editor'),

  'clip.get': foreign(clip, 'viewer'),
  'clip.rename': foreign((a) => ({ id: a.clipId, title: 'Taken' }), 'editor'),
  'clip.remove': foreign(clip, 'editor'),
  'clip.restore': foreign(clip, 'editor'),
  'clip.render': foreign((a) => ({ id: a.clipId, ...choice }), 'editor'),
  'clip.retryRender': foreign(render, 'editor'),
  'clip.cancelRender': foreign(render, 'editor'),
  'clip.createFromRange': foreign((a) => ({ projectId: a.projectId, ...range }), 'editor'),
  'clip.findMore': foreign((a) => ({ projectId: a.projectId }), 'editor'),

  'credits.summary': own('viewer'),
  'credits.history': own('viewer'),
  'credits.plans': { kind: 'public', why: 'the price list' },

  'mailAdmin.people': { kind: 'operator', input: { query: 'example' } },
  'mailAdmin.person': { kind: 'operator', input: { userId: '00000000-0000-7000-8000-000000000000' } },
  'mailAdmin.log': { kind: 'operator', input: { address: 'a@example.com' } },
  'mailAdmin.templates': { kind: 'operator' },
  'mailAdmin.preview': { kind: 'operator', input: { template: 'welcome' } },
  'mailAdmin.sendTest': { kind: 'operator', input: { template: 'welcome' } },

  'ops.overview': { kind: 'operator', input: { window: 'hour' } },

  'mail.preferences': own(),
  'mail.setPreference': own(undefined, { category: 'summary', isWanted: false }),
  'mail.preferencesByToken': {
    kind: 'public',
    why: 'the signed token of a mail is the right to read what it is about',
  },
  'mail.isDelayed': { kind: 'public', why: 'the sign-in page says that links are late' },

  'outbox.list': { kind: 'public', why: 'open to requests from the machine itself, where it is the way to sign in' },
  'outbox.get': { kind: 'public', why: 'like the list' },
}
