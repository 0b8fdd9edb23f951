import type { EmailName, EmailProps } from '@/emails'
import type { AppContext } from '@/server/context'
import type { Db, Tx } from '@/server/db/client'
import { type Envelope, type PreparedMail, prepareMail, queueMail } from './queue-mail'

/**
 * A mail drawn for its reader before the transaction of its cause: `queueLetters` puts it there, and `deliverMail` sends it by its key once that
 * has been committed. Drawn without being queued it leaves nothing behind.
 */
export type Letter = PreparedMail & { readonly envelope: Envelope }

/** What drawing a letter takes. Inside a transaction, its client. */
export type Drawing = Pick<AppContext, 'clock'> & { readonly db: Db | Tx }

export type Addressee = {
  readonly id: string
  readonly email: string
  readonly timeZone: string
  readonly locale: string
}

const addresseeSelect = { id: true, email: true, timeZone: true, locale: true } as const

/** The person themselves; nobody when their account is gone. */
export const findPerson = async ({ db }: Drawing, userId: string): Promise<readonly Addressee[]> => {
  const person = await db.user.findUnique({ where: { id: userId }, select: addresseeSelect })
  return person === null ? [] : [person]
}

/** Who looks after a workspace's plan and credits. */
export const findOwners = async ({ db }: Drawing, workspaceId: string): Promise<readonly Addressee[]> =>
  db.user.findMany({
    where: { memberships: { some: { workspaceId, role: 'owner' } } },
    orderBy: { id: 'asc' },
    select: addresseeSelect,
  })

type ForReader<Name extends EmailName> = Omit<EmailProps[Name], 'timeZone' | 'locale'>

/** Draws one mail for each of its readers, by their own clock. The key is "{template}:{variant}:{userId}:{period}". */
export const drawLetters = async <Name extends EmailName>(
  { clock }: Drawing,
  readers: readonly Addressee[],
  mail: {
    readonly template: Name
    readonly variant: string
    /** What makes it another mail for the same person: an invoice, a month, a project. */
    readonly period: string
    readonly props: ForReader<Name>
  },
): Promise<readonly Letter[]> => {
  const { template, variant, period, props } = mail
  return Promise.all(
    readers.map(async ({ id, email, timeZone, locale }) => ({
      ...(await prepareMail(template, withReader<Name>(props, { timeZone, locale }))),
      envelope: { key: `${template}:${variant}:${id}:${period}`, to: email, userId: id, now: new Date(clock.now()) },
    })),
  )
}

/** TypeScript can't see that what was left out of a template's props and what is put back make them whole. */
const withReader = <Name extends EmailName>(
  props: ForReader<Name>,
  reader: Pick<Addressee, 'timeZone' | 'locale'>,
): EmailProps[Name] => ({ ...props, ...reader }) as unknown as EmailProps[Name]

/** Writes letters in the transaction of their cause: all are there or none. Returns their keys, for `deliverMail` after the commit. */
export const queueLetters = async (tx: Tx, letters: readonly Letter[]): Promise<readonly string[]> => {
  for (const letter of letters) await queueMail(tx, letter, letter.envelope)
  return letters.map(({ envelope }) => envelope.key)
}
