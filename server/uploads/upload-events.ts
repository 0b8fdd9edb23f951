import type { AppContext } from '@/server/context'
import { eventNames } from '@/server/durable-events'
import type { UploadRef } from './finish-upload'

type Sending = {
  /** Makes a new event of one that may have been heard: the time, in the sweep. */
  readonly again?: number
}

/** All bytes are here: a worker is to look at them. */
export const sendReceived = (ctx: AppContext, { uploadId, workspaceId }: UploadRef, { again }: Sending = {}) =>
  send(ctx, eventNames.uploadReceived, { uploadId, workspaceId }, again)

/** A worker is to fetch them. Whose it is goes along: a person's are fetched two at a time. */
export const sendImportRequested = (
  ctx: AppContext,
  { uploadId, workspaceId, userId }: UploadRef & { readonly userId: string },
  { again }: Sending = {},
) => send(ctx, eventNames.importRequested, { uploadId, workspaceId, userId }, again)

/** Never throws: the row says what is to be done, and the sweep sends once more what nobody began. */
const send = async (
  ctx: AppContext,
  name: string,
  data: UploadRef & { readonly userId?: string },
  again?: number,
): Promise<void> => {
  const id = `${name}:${data.uploadId}${again === undefined ? '' : `:${again}`}`
  try {
    await ctx.ports.events.send([{ id, name, data: { ...data } }])
  } catch (error) {
    ctx.log.warn('an upload waits for the queue; the sweep will send again', { event: id, cause: String(error) })
  }
}
