import { z } from 'zod'

/** What a line of text may hold: no control characters, which break mail headers and hide text. */
const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'Use a single line of text.')

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
  locale: z.string().regex(/^[a-z]{2,3}(-[A-Z]{2})?$/),
})

export const idSchema = z.strictObject({ id: z.uuid() })
export const workspaceNameSchema = z.strictObject({ name: line(60) })
export const inviteSchema = z.strictObject({ email: emailSchema, role: roleSchema })
export const acceptInvitationSchema = z.strictObject({ token: z.string().min(20).max(100) })
export const memberSchema = z.strictObject({ userId: z.uuid() })
export const setRoleSchema = z.strictObject({ userId: z.uuid(), role: roleSchema })
