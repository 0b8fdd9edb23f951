import { z } from 'zod'
import { plainText } from '@/server/choices'

export const mailIdSchema = z.strictObject({ id: z.uuid() })

/** What a person can do without, in the order in which it is shown. */
export const mailCategories = ['onboarding', 'trial', 'summary', 'inactivity'] as const

export const mailTokenSchema = z.strictObject({ token: plainText(300) })
export const mailPreferenceSchema = z.strictObject({ category: z.enum(mailCategories), isWanted: z.boolean() })
