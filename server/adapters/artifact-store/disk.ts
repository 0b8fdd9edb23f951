import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { ArtifactStore } from '@/server/ports/artifact-store'
import { isAlive } from '@/server/private-files.mjs'
import { markUsed, trimFolder } from './trim-folder'

/**
 * Artifacts as files under `dir`: `objects/<key>` and `work/<pid>-<purpose>-<random>`. A work folder whose process has gone
 * is swept when the store opens, so a kill -9 leaves nothing behind for long.
 */
export const createDiskStore = async ({ dir }: { readonly dir: string }): Promise<ArtifactStore> => {
  const objects = path.join(dir, 'objects')
  const work = path.join(dir, 'work')
  await mkdir(objects, { recursive: true })
  await mkdir(work, { recursive: true })
  await sweepDeadWork(work)
  const pathOf = (key: string) => {
    if (!/^[a-z0-9-]+\/[a-z0-9.-]+$/.test(key)) throw new Error(`Bad artifact key: ${key}`)
    return path.join(objects, key)
  }
  const prepare = async (key: string) => {
    const target = pathOf(key)
    await mkdir(path.dirname(target), { recursive: true })
    return target
  }
  return {
    getJson: async (key) => {
      const text = await readFile(pathOf(key), 'utf8').catch(absentAsUndefined)
      if (text === undefined) return undefined
      await markUsed(pathOf(key), Date.now())
      return JSON.parse(text) as unknown
    },
    putJson: async (key, value) => {
      const target = await prepare(key)
      const temporary = `${target}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`
      await writeFile(temporary, JSON.stringify(value))
      await rename(temporary, target)
    },
    findFile: async (key) => {
      const target = pathOf(key)
      if ((await stat(target).catch(absentAsUndefined)) === undefined) return undefined
      await markUsed(target, Date.now())
      return target
    },
    putFile: async (key, temporaryPath) => {
      const target = await prepare(key)
      await rename(temporaryPath, target)
      return target
    },
    linkFile: async (key, targetPath) => {
      const target = await prepare(key)
      const temporary = `${target}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`
      await symlink(path.resolve(targetPath), temporary)
      await rename(temporary, target)
      return target
    },
    openWorkDir: async (purpose) => {
      const folder = path.join(work, `${process.pid}-${purpose}-${randomBytes(4).toString('hex')}`)
      await mkdir(folder, { recursive: true })
      return { path: folder, release: () => rm(folder, { recursive: true, force: true }) }
    },
    trim: (options) => trimFolder(objects, options, Date.now()),
  }
}

const absentAsUndefined = (error: NodeJS.ErrnoException): undefined => {
  if (error.code === 'ENOENT') return undefined
  throw error
}

const sweepDeadWork = async (work: string): Promise<void> => {
  for (const name of await readdir(work)) {
    const pid = Number.parseInt(name, 10)
    if (!isAlive(pid)) await rm(path.join(work, name), { recursive: true, force: true })
  }
}
