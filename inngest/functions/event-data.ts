import { z } from 'zod'
import { campaignIds } from '@/server/campaigns'

/** Events are read like anything that comes from outside: an Inngest server is not this process. */
export const uploadData = z.object({ uploadId: z.uuid(), workspaceId: z.uuid() })
export const projectData = z.object({ projectId: z.uuid(), workspaceId: z.uuid(), attempt: z.int().min(1) })
export const renderData = z.object({ renderId: z.uuid(), workspaceId: z.uuid(), attempt: z.int().min(1) })
export const readerDueData = z.object({ campaign: z.enum(campaignIds), userId: z.uuid(), atMs: z.int() })
