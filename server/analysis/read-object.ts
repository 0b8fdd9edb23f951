import type { AppContext } from '@/server/context'

/** A small object whole. @throws not_found, storage_unavailable */
export const readObject = async ({ ports }: Pick<AppContext, 'ports'>, key: string): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of await ports.objects.read(key)) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}
