import { createReadStream, createWriteStream } from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { isDomainError } from '@/server/errors'
import type { ArtifactStore } from '@/server/ports/artifact-store'
import type { ObjectStore } from '@/server/ports/object-store'

/**
 * Artifacts on this machine's disk, with a copy of each among the objects, so that a worker on another machine goes on with what a stage
 * made here. An entry never changes, so a copy is as good as the first. Links (`linkFile`) and work folders stay of one machine: whoever
 * needs the source asks the object store for it.
 */
export const createSharedStore = (disk: ArtifactStore, objects: ObjectStore): ArtifactStore => {
  const remote = (key: string): string => `artifacts/${key}`
  return {
    getJson: async (key) => {
      const here = await disk.getJson(key)
      if (here !== undefined) return here
      const text = await readText(objects, remote(key))
      if (text === undefined) return undefined
      const value: unknown = JSON.parse(text)
      await disk.putJson(key, value)
      return value
    },
    putJson: async (key, value) => {
      // There first: whoever hears of the entry on another machine must find it.
      await objects.put(remote(key), Buffer.from(JSON.stringify(value)), { contentType: 'application/json' })
      await disk.putJson(key, value)
    },
    findFile: async (key) => {
      const here = await disk.findFile(key)
      if (here !== undefined) return here
      if ((await objects.stat(remote(key))) === undefined) return undefined
      const work = await disk.openWorkDir('fetch')
      try {
        const file = path.join(work.path, 'file')
        await pipeline(await objects.read(remote(key)), createWriteStream(file))
        return await disk.putFile(key, file)
      } finally {
        await work.release()
      }
    },
    putFile: async (key, temporaryPath) => {
      await objects.put(remote(key), createReadStream(temporaryPath), { contentType: 'application/octet-stream' })
      return disk.putFile(key, temporaryPath)
    },
    linkFile: disk.linkFile,
    openWorkDir: disk.openWorkDir,
    trim: disk.trim,
  }
}

const readText = async (objects: ObjectStore, key: string): Promise<string | undefined> => {
  try {
    const chunks: Buffer[] = []
    for await (const chunk of await objects.read(key)) chunks.push(Buffer.from(chunk))
    return Buffer.concat(chunks).toString('utf8')
  } catch (error) {
    if (isDomainError(error, 'not_found')) return undefined
    throw error
  }
}
