import { z } from 'zod'
import { plainText } from '@/server/choices'

const line = (max: number) => plainText(max).min(1)

export const emailSchema = z
  .string()
  .trim()
  .max(254)
  .transform((text) => text.normalize('NFKC').toLowerCase())
  // A comma or a line end would make one recipient two.
  .pipe(z.email().regex(/^[^\s,;"<>()]+$/))

export const roleSchema = z.enum(['owner', 'admin', 'editor', 'viewer'])

const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** IANA name. */
const timeZone = z.string().max(64).refine(isTimeZone, 'There is no such time zone.')
export const timeZoneSchema = z.strictObject({ timeZone })

export const profileSchema = z.strictObject({
  name: line(80),
  timeZone,
  locale: z
    .string()
    .max(6)
    .regex(/^[a-z]{2,3}(-[A-Z]{2})?$/),
})

export const idSchema = z.strictObject({ id: z.uuid() })
export const workspaceNameSchema = z.strictObject({ name: line(60) })
export const inviteSchema = z.strictObject({ email: emailSchema, role: roleSchema })
export const acceptInvitationSchema = z.strictObject({ token: plainText(100).min(20) })
export const memberSchema = z.strictObject({ userId: z.uuid() })
export const setRoleSchema = z.strictObject({ userId: z.uuid(), role: roleSchema })

/** The workspace that a page showed when somebody asked for the change. */
export const shownSchema = z.strictObject({ workspaceId: z.uuid() })
