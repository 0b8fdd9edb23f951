import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { ServiceContext } from '@/server/context'
import { throwIfCancelled } from '@/server/errors'

/** SHA-256 of a file, hex. @throws cancelled */
export const hashFile = async (ctx: ServiceContext, path: string): Promise<string> => {
  const { size } = await stat(path)
  const hash = createHash('sha256')
  let doneBytes = 0
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    throwIfCancelled(ctx.signal)
    hash.update(chunk)
    doneBytes += chunk.length
    ctx.onProgress({ share: Math.min(1, doneBytes / size) })
  }
  return hash.digest('hex')
}
